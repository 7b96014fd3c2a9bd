"""A published version of a ficha: a signed statement of its hash, and the XForm behind it.

The root's role ``forms`` signs it, where the root has one, else the role ``roster``.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass

from cem_desktop.crypto.signing import Envelope, Signer
from cem_desktop.domain import strict_json
from cem_desktop.domain.json_fields import INSTANT, SHA256, count, matching
from cem_desktop.errors import TrustDocumentError
from cem_desktop.sync.roster import ROLE_ROSTER, Root

FORM_TYPE = "application/vnd.cem.form+json"
ROLE_FORMS = "forms"
VERSION = 1
MAX_XML = 2 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_FORM = re.compile(r"[a-z][a-z0-9_]{0,31}")
_VERSION = re.compile(r"[0-9A-Za-z._-]{1,32}")


@dataclass(frozen=True)
class PublishedForm:
    """A version of a ficha as headquarters published it."""

    form: str
    version: str
    issued: str
    xml: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of the XForm, in hexadecimal."""
        return hashlib.sha256(self.xml).hexdigest()

    def sign(self, signer: Signer) -> bytes:
        """Return the envelope that states it."""
        payload = strict_json.dumps(
            {
                "type": "form",
                "v": VERSION,
                "form": self.form,
                "version": self.version,
                "issued": self.issued,
                "sha256": self.sha256,
                "size": len(self.xml),
            }
        )
        return Envelope.sign(FORM_TYPE, payload, [signer]).to_bytes()


def pack_form(document: bytes, xml: bytes) -> bytes:
    """Return the body of a record 0x07: ``u32be length || envelope || XForm``."""
    return _LENGTH.pack(len(document)) + document + xml


def read_form(body: bytes, root: Root) -> tuple[PublishedForm, bytes]:
    """Return a published version, and its envelope, once signature and hash hold.

    Raises:
        TrustDocumentError: Not such a record, not signed by headquarters, or another XForm.
    """
    document, xml = _unpack(body)
    role = ROLE_FORMS if ROLE_FORMS in root.roles else ROLE_ROSTER
    payload = root.verify(role, Envelope.from_bytes(document), FORM_TYPE)
    return _published(payload, xml), document


def read_passed_on(body: bytes) -> tuple[PublishedForm, bytes]:
    """Return a version that the reader's own office passes on under the signature of its bundle.

    Raises:
        TrustDocumentError: Not such a record, or another XForm than it states.
    """
    document, xml = _unpack(body)
    envelope = Envelope.from_bytes(document)
    if envelope.payload_type != FORM_TYPE:
        raise TrustDocumentError(reason="form")
    return _published(envelope.payload, xml), document


def _unpack(body: bytes) -> tuple[bytes, bytes]:
    if len(body) <= _LENGTH.size:
        raise TrustDocumentError(reason="form")
    end = _LENGTH.size + _LENGTH.unpack_from(body)[0]
    return body[_LENGTH.size : end], body[end:]


def _published(payload: bytes, xml: bytes) -> PublishedForm:
    try:
        return _form(payload, xml)
    except (ValueError, TypeError, KeyError) as error:
        raise TrustDocumentError(reason="form") from error


def _form(payload: bytes, xml: bytes) -> PublishedForm:
    stated = strict_json.loads_object(payload)
    if stated["type"] != "form" or count(stated["v"], least=1) != VERSION:
        raise ValueError("not a form")
    found = PublishedForm(
        matching(_FORM, stated["form"]),
        matching(_VERSION, stated["version"]),
        matching(INSTANT, stated["issued"]),
        xml,
    )
    is_same = matching(SHA256, stated["sha256"]) == found.sha256 and stated["size"] == len(xml)
    if not is_same or len(xml) > MAX_XML:
        raise ValueError("another form")
    return found
