"""What can go wrong in a discussion."""

from flask_babel import lazy_gettext

from vsm_platform.core.errors import AppError, Conflict


class TopicClosed(Conflict):
    """Somebody adds to what faculty have closed."""

    code = "topic_closed"
    title = lazy_gettext("This topic is closed")
    message = lazy_gettext("Somebody who teaches has closed it, so nothing can be added.")
    remedy = lazy_gettext(
        "Read it as it is, or begin a topic of your own. What you wrote is kept as your draft."
    )


class TooSoon(AppError):
    """The space is slowed down, and the person has posted just now."""

    code = "too_soon"
    status = 429
    title = lazy_gettext("Not so fast")
    message = lazy_gettext("In this space, everybody waits {minutes} minutes between two posts.")
    remedy = lazy_gettext("Go back, and post it a little later. Your draft stays.")


class OnlyFacultyOpen(AppError):
    """Students answer here, and begin nothing."""

    code = "only_faculty_open"
    status = 403
    title = lazy_gettext("Topics here are begun by your teachers")
    message = lazy_gettext("In this space, students answer the topics that are there.")
    remedy = lazy_gettext("Answer one of them, or begin a topic in the social corner.")


class PictureNotRead(AppError):
    """It calls itself a picture, and is none that can be read."""

    code = "picture_not_read"
    status = 415
    title = lazy_gettext("This picture cannot be read")
    message = lazy_gettext("It is broken, or of a kind that browsers do not show.")
    remedy = lazy_gettext("Save it as JPEG or PNG, and choose it again.")


class PictureTooLarge(AppError):
    """Too many pixels to be decoded."""

    code = "picture_too_large"
    status = 413
    title = lazy_gettext("This picture is too large")
    message = lazy_gettext("It has more pixels than can be shown here.")
    remedy = lazy_gettext("Make it smaller, for example half as wide, and choose it again.")


class NotForPosts(AppError):
    """Posts take pictures and recordings."""

    code = "not_for_posts"
    status = 415
    title = lazy_gettext("This kind of file does not go into a post")
    message = lazy_gettext(
        "Posts take pictures (JPEG, PNG, WebP, GIF) and short recordings (MP3, M4A, Ogg, WebM, MP4)."
    )
    remedy = lazy_gettext("Put other files into the files of the course or of your team.")


class TooManyFiles(Conflict):
    """A post has as many as it can have."""

    code = "too_many_files"
    title = lazy_gettext("A post can have {most} files")
    message = lazy_gettext("There are {most} already.")
    remedy = lazy_gettext("Remove one, or write a second post.")


class NoTranslation(AppError):
    """The translator does not answer now."""

    code = "no_translation"
    status = 503
    title = lazy_gettext("No translation now")
    message = lazy_gettext("{provider} does not answer at the moment, or has had enough for today.")
    remedy = lazy_gettext("The post itself is as it was. Try again a little later.")


class NotTranslated(AppError):
    """Texts of this place stay here."""

    code = "not_translated"
    status = 403
    title = lazy_gettext("This is not translated")
    message = lazy_gettext(
        "Posts leave the platform to be translated only where the course, and in a team each of "
        "its members, has allowed it."
    )
    remedy = lazy_gettext("Ask those who coordinate the course, or your team.")
