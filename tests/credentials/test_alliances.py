"""An alliance signs: the certificate that all its universities give alike, and the passport."""

import json

from sqlalchemy import select

from tests.credentials.conftest import Stage
from tests.credentials.test_journeys import confirm, describe
from tests.credentials.test_passport import another_exchange, check, take
from vsm_platform.alliances.api import AllianceDetails, do_add_alliance
from vsm_platform.credentials.models import Issuer
from vsm_platform.exchanges.api import Exchange

SINA = "Sina Leota"


def join(stage: Stage, *exchange_ids: int) -> int:
    """The exchanges are an alliance's, which administrators let sign on the page."""
    with stage.world.work() as session:
        alliance_id = do_add_alliance(session, AllianceDetails("CIVIS"), actor_id=None)
        for one in exchange_ids:
            session.get_one(Exchange, one).alliance_id = alliance_id
    administrator = stage.world.administrator().browser
    owner = f"alliance:{alliance_id}"
    assert administrator.post("/admin/issuers/new", data={"owner": owner}).status_code == 303
    with stage.world.work() as session:
        return session.scalars(select(Issuer.id).where(Issuer.alliance_id == alliance_id)).one()


def test_an_alliance_signs_with_its_own_did_and_keys(stage: Stage) -> None:
    stage.issuer_id = join(stage, stage.exchange_id)
    path = describe(stage, name="CIVIS open course", ects="5", hours="125")
    data = {"people": [str(stage.enrolment(SINA))]}
    confirm(stage, stage.coordinator.browser.post(f"{path}/issue/people", data=data).location)
    document = stage.revisions(SINA)[0].document
    issuer = json.loads(document)["issuer"]
    assert issuer["name"] == "CIVIS"
    assert issuer["id"] == f"did:web:exchange.test:issuers:{stage.issuer_id}"
    assert check(stage, document.encode()).outcome == "good"
    # The universities stand in it as those who made it together.
    achievement = json.loads(document)["credentialSubject"]["achievement"]
    named = {one["targetName"] for one in achievement["alignment"]}
    assert {stage.apia.name, stage.hilo.name} <= named


def test_an_alliance_signs_the_passport_of_its_own_exchanges_alone(stage: Stage) -> None:
    stage.issue(SINA)
    join(stage, stage.exchange_id)
    browser = stage.students[SINA].browser
    record = take(browser, "/passport/file", "json")
    assert json.loads(record)["issuer"]["name"] == "CIVIS"
    assert check(stage, record).outcome == "good"
    another_exchange(stage, "Of no alliance", SINA)
    record = take(browser, "/passport/file", "json")
    assert json.loads(record)["issuer"]["name"] == "Virtual exchange, exchange.test"
