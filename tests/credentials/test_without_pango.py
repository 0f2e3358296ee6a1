"""A server without the library that draws letters: what it says, to whom, and what still works."""

import io
import sys
import zipfile

import pytest
from click.testing import CliRunner

from tests.credentials.conftest import Stage
from tests.credentials.test_passport import take
from vsm_platform.cli import main

SINA = "Sina Leota"


class Missing:
    """Python's way to WeasyPrint, which ends where Pango is not installed."""

    def find_spec(self, name: str, *_arguments: object) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture
def _no_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])


@pytest.mark.usefixtures("_no_pango")
def test_whoever_asks_for_a_pdf_reads_what_is_missing_and_takes_another_form(stage: Stage) -> None:
    stage.issue(SINA)
    sina = stage.students[SINA].browser
    mine = f"/credentials/{stage.credential(SINA).id}"
    papers = f"/papers/{stage.enrolment(SINA)}"
    for path in (f"{mine}/file.pdf", f"{papers}/agreement.pdf", f"{papers}/transcript.pdf"):
        answer = sina.get(path)
        assert answer.status_code == 503, path
        for words in ("This server cannot make PDFs yet", "other forms", "vsm check"):
            assert words in answer.text, (path, words)
        assert "credentials_cannot_draw" in answer.text
        assert "libpango" not in answer.text
    assert sina.post("/passport/file", data={"form": "pdf"}).status_code == 503
    for path in ("file.json", "file.png", "file.svg", "file.jwt"):
        assert sina.get(f"{mine}/{path}").status_code == 200, path
    for path in ("agreement.json", "transcript.json", "transcript.xml"):
        assert sina.get(f"{papers}/{path}").status_code == 200, path


@pytest.mark.usefixtures("_no_pango")
def test_everything_of_a_passport_comes_without_the_pdfs(stage: Stage) -> None:
    stage.issue(SINA)
    data = take(stage.students[SINA].browser, "/passport/file", "zip")
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {"index.html", "passport.json"} <= set(names)
    assert not any(name.endswith(".pdf") for name in names)


@pytest.mark.usefixtures("_no_pango")
def test_vsm_check_says_what_to_install() -> None:
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "PDFs cannot be made: Pango or HarfBuzz is missing" in result.output
    assert "apt install libpango-1.0-0" in result.output


def test_vsm_check_is_content_where_pdfs_can_be_made() -> None:
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output
    assert "can be drawn as PDF" in result.output
