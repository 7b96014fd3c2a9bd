"""Errors of what a person typed; the text stays where it was typed."""

from __future__ import annotations

from cem_desktop.errors.base import CemError


class InputError(CemError):
    """Something typed cannot be accepted; the text stays where it was typed."""

    code = "input"


class InvalidCaseCodeError(InputError):
    """A case code with a wrong symbol, length or check symbol."""

    code = "input.case_code"


class CodeNotReservedError(InputError):
    """A code on a paper that was never drawn here and that no file carries."""

    code = "input.code_not_reserved"


class AnswersInvalidError(InputError):
    """A ficha cannot be closed: ``problems`` lists the questions to mend."""

    code = "input.answers"


class AnswersTooLongError(InputError):
    """The answers of one ficha pass what one revision can carry; ``most`` says how much."""

    code = "input.too_long"


class DocumentEmptyError(InputError):
    """A document without a text cannot be frozen."""

    code = "input.document_empty"


class DocumentDisputedError(InputError):
    """A document in which two answers wait to be settled has no text to freeze or print."""

    code = "input.document_disputed"


class PlaceholderUnknownError(InputError):
    """A document holds ``count`` things between braces that are no placeholders."""

    code = "input.placeholder"


class WeakPassphraseError(InputError):
    """A passphrase that a thief would guess."""

    code = "input.weak_passphrase"


class WeakPinError(InputError):
    """A PIN that is none (``reason`` ``form``) or that anybody would try first (``trivial``)."""

    code = "input.weak_pin"


class LoginTakenError(InputError):
    """A login that another user of this workspace has."""

    code = "input.login_taken"


class TableFileError(InputError):
    """A table of cases (CSV) whose columns or numbers cannot be read; ``line`` says where."""

    code = "input.table_file"


class RecoveryWordsError(InputError):
    """Words of a recovery kit or share that do not hold; ``reason`` says why.

    ``count`` (too few or many), ``unknown`` (the ``word`` with this number is on no list),
    ``checksum``, ``share`` (a share with a mistake), ``same`` (twice the same share), ``apart``
    (shares of different secrets), ``not_ours`` (of another office, as far as one can know),
    ``other_office`` (its code says so), ``replaced`` (printed here on ``made``, void since),
    ``rekeyed`` (from before the store got new keys), ``none`` (no such paper was ever made here),
    ``retyped`` (the ``word`` with this number is not the one on the paper).
    """

    code = "input.recovery_words"
