"""A made-up country with two districts and an institution that receives every report."""

import pytest


@pytest.fixture
def receiving(db: None) -> bytes:
    """Somebody receives; returns the institution's private key."""
    from amparo.geography.models import Level
    from amparo.reports.models import IntakeRule
    from tests.make import make_institution, make_unit

    province = make_unit("XX01", name="Made-up Province")
    make_unit("XX0101", name="Made-up District", level=Level.DISTRICT, parent=province)
    make_unit("XX0102", name="Other District", level=Level.DISTRICT, parent=province)
    institution, private = make_institution()
    IntakeRule.objects.create(institution=institution)
    return private
