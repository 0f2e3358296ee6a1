"""The pages of credentials, by HTTP, for everybody who comes."""

from tests.credentials.conftest import Stage
from tests.people import Somebody


def browsers(stage: Stage) -> dict[str, Somebody]:
    return {"coordinator": stage.coordinator, "student": stage.students["Sina Leota"]}


def test_every_page_of_faculty_opens(stage: Stage) -> None:
    run = stage.issue("Sina Leota")
    held = stage.credential("Sina Leota").id
    browser = stage.coordinator.browser
    one = stage.achievement_path
    for path in (
        stage.path,
        f"{stage.path}/new",
        one,
        f"{one}/edit",
        f"{one}/words/es",
        f"{one}/rule",
        f"{one}/issue",
        f"{one}/issue/people",
        f"{one}/issue/list",
        f"{one}/sample.csv",
        f"{one}/delete",
        f"{stage.path}/runs/{run}",
        f"{stage.path}/runs/{run}/undo",
        f"{stage.path}/held/{held}",
        f"{stage.path}/held/{held}/correct",
        f"{stage.path}/held/{held}/revoke",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.text[-2000:])


def test_every_page_of_administrators_opens(stage: Stage) -> None:
    stage.issue()
    browser = stage.world.administrator().browser
    for path in (
        "/admin/issuers/",
        "/admin/issuers/new",
        f"/admin/issuers/{stage.issuer_id}",
        f"/admin/issuers/{stage.issuer_id}/rotate",
        "/admin/credentials/",
        "/admin/credentials/?show=revoked",
    ):
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.text[-2000:])
    assert "Aiko" in browser.post("/admin/credentials.csv").text


def test_a_student_takes_the_credential_along_in_every_form_and_shares_it(stage: Stage) -> None:
    stage.issue()
    sina = stage.students["Sina Leota"].browser
    assert "Oceans and Climate" in sina.get(stage.path).text
    credential = stage.credential("Sina Leota")
    mine = f"/credentials/{credential.id}"
    assert sina.get(mine).status_code == 200
    for ending in ("json", "jwt", "svg", "png", "pdf"):
        answer = sina.get(f"{mine}/file.{ending}")
        assert answer.status_code == 200, (ending, answer.text[-1500:])
    stranger = stage.world.browser()
    public = f"/c/{credential.share_code}"
    assert stranger.get(public).status_code == 404
    sina.post(f"{mine}/share")
    page = stranger.get(public)
    assert page.status_code == 200, page.text
    assert "genuine" in page.text, page.text
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert stranger.get(f"{public}/file.json").status_code == 200
    sina.post(f"{mine}/share?off=1")
    assert stranger.get(public).status_code == 404
