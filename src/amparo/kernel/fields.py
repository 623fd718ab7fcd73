"""Model fields that hold only ciphertext."""

import json
from typing import TYPE_CHECKING, Any

from django.db import models

from amparo.kernel import sealing
from amparo.kernel.errors import SealBroken

if TYPE_CHECKING:  # Django's fields take no parameters when the program runs
    _Binary = models.BinaryField[bytes | None, bytes | None]
else:
    _Binary = models.BinaryField


class SealedField(_Binary):
    """A JSON value sealed under a key that the row does not hold, bound to model, row and field.

    The row needs its primary key before it is sealed (all our keys are made in Python).
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("editable", False)
        super().__init__(**options)

    def context(self, row: models.Model) -> sealing.Context:
        """What the ciphertext is bound to."""
        return (row._meta.label, str(row.pk), self.name)

    def seal(self, row: models.Model, value: object, key: bytes) -> None:
        """Put `value` (anything JSON can say) under `key` into the row; the row is not saved."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        setattr(row, self.attname, sealing.seal(plain, key, self.context(row)))

    def open(self, row: models.Model, key: bytes) -> Any:
        """The value, or None when nothing was sealed. Raises SealBroken."""
        sealed = getattr(row, self.attname)
        if sealed is None:
            return None
        try:
            return json.loads(sealing.open_sealed(sealed, key, self.context(row)))
        except json.JSONDecodeError:
            raise SealBroken from None


def _field(row: models.Model, name: str) -> SealedField:
    field = row._meta.get_field(name)
    if not isinstance(field, SealedField):
        raise TypeError(f"{row._meta.label}.{name} is not a sealed field")
    return field


def seal_fields(row: models.Model, key: bytes, **values: object) -> None:
    """Seal several fields of one row; the row is not saved."""
    for name, value in values.items():
        _field(row, name).seal(row, value, key)


def open_field(row: models.Model, name: str, key: bytes) -> Any:
    """The opened value of one sealed field. Raises SealBroken."""
    return _field(row, name).open(row, key)
