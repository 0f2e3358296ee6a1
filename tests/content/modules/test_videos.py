"""Which addresses are videos, and in what form they are shown."""

import pytest

from config import SettingsError, load_settings
from vsm_platform.content.modules.videos import video_at

NAME = "dQw4w9WgXcQ"
NOCOOKIE = f"https://www.youtube-nocookie.com/embed/{NAME}"


@pytest.mark.parametrize(
    ("address", "embed"),
    [
        (f"https://www.youtube.com/watch?v={NAME}", NOCOOKIE),
        (f"https://youtube.com/watch?list=x&v={NAME}", NOCOOKIE),
        (f"https://m.youtube.com/watch?v={NAME}&t=1m30s", f"{NOCOOKIE}?start=90"),
        (f"https://youtu.be/{NAME}?t=75", f"{NOCOOKIE}?start=75"),
        (f"https://youtu.be/{NAME}?t=soon", NOCOOKIE),
        (f"https://www.youtube.com/shorts/{NAME}", NOCOOKIE),
        (f"https://www.youtube.com/live/{NAME}", NOCOOKIE),
        (f"https://www.youtube-nocookie.com/embed/{NAME}", NOCOOKIE),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://vimeo.com/76979871/0123abcd",
            "https://player.vimeo.com/video/76979871?dnt=1&h=0123abcd",
        ),
        (
            "https://player.vimeo.com/video/76979871",
            "https://player.vimeo.com/video/76979871?dnt=1",
        ),
        (
            "https://tube.example.org/w/9x8y7z6w5v4u3t2s",
            "https://tube.example.org/videos/embed/9x8y7z6w5v4u3t2s",
        ),
        (
            "https://tube.example.org/videos/watch/0b04f13d-1e18-4f1d-814e-4979aa7c9c44",
            "https://tube.example.org/videos/embed/0b04f13d-1e18-4f1d-814e-4979aa7c9c44",
        ),
    ],
)
def test_an_address_of_a_video_is_known(address: str, embed: str) -> None:
    video = video_at(address, {"tube.example.org"})
    assert video
    assert video.embed_url == embed
    assert embed.startswith(video.origin + "/")
    again = video_at(video.url, {"tube.example.org"})
    assert again
    assert again.embed_url == embed


@pytest.mark.parametrize(
    "address",
    [
        "",
        "youtube",
        f"http://www.youtube.com/watch?v={NAME}",
        f"https://youtube.com.evil.example/watch?v={NAME}",
        f"https://evil.example/?https://youtu.be/{NAME}",
        f"https://youtu.be@evil.example/{NAME}",
        f"https://me:word@youtu.be/{NAME}",
        f"https://youtu.be:8443/{NAME}",
        f"https://youtu.be:x/{NAME}",
        "https://youtu.be/",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXc%22",
        "https://www.youtube.com/@channel",
        "https://vimeo.com/channels/staff",
        "https://vimeo.com/1/\u0660",
        "https://vimeo.com/\u0661\u0662\u0663",
        "https://other.example.org/w/9x8y7z6w5v4u3t2s",
        "https://tube.example.org/w/../../logout",
        "https://tube.example.org/w/short",
        "https://[broken",
        f"javascript:https://youtu.be/{NAME}",
    ],
)
def test_anything_else_is_none(address: str) -> None:
    assert video_at(address, {"tube.example.org"}) is None


def test_an_operator_names_servers_by_their_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VSM_VIDEO_HOSTS", "tube.example.org, video.example.net")
    assert load_settings().video_hosts == ["tube.example.org", "video.example.net"]
    monkeypatch.setenv("VSM_VIDEO_HOSTS", "https://tube.example.org; script-src *")
    with pytest.raises(SettingsError, match="VSM_VIDEO_HOSTS"):
        load_settings()
