"""Step 2 on a store of the version before it, with data in it."""

import json
import secrets

from cem_desktop.domain.case_code import CaseCode
from cem_desktop.storage import migrations
from cem_desktop.storage.case_store import CaseUnit, open_case_store
from cem_desktop.storage.engine import connect
from cem_desktop.storage.store import create_store

DRAFT = ("d-1", "u-1", None, None, "f01", "2026.1", b"[]", b'{"a/b":"x"}', "es", "t0", "t1")


def test_drafts_of_the_version_before_are_kept_and_codes_can_be_drawn(tmp_path):
    key = secrets.token_bytes(32)
    create_store(tmp_path / "case.db", key, migrations.CASE_STEPS[:1], CaseUnit).close()
    raw = connect(tmp_path / "case.db", key)
    raw.execute(f"INSERT INTO draft VALUES ({','.join('?' * len(DRAFT))})", DRAFT)
    raw.execute("INSERT INTO case_file VALUES ('f-1', '2345678Q', 't0', 'u-1')")
    raw.commit()
    raw.close()

    with_codes = open_case_store(tmp_path, key)
    code = CaseCode.issue()
    with with_codes.write() as unit:
        unit.reserved_codes.add(code, "t2", "u-1")
    with with_codes.read() as unit:
        draft = unit.drafts.get("d-1")
        assert (draft.paper, draft.answers) == (None, json.loads(DRAFT[7]))
        assert unit.reserved_codes.has(code)
        assert [one.used for one in unit.reserved_codes.all()] == [False]
        assert unit.case_files.ids() == ("f-1",)
    with_codes.close()
    assert (tmp_path / "case.db.before-2").exists()
