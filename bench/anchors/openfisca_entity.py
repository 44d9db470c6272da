"""OpenFisca's one entity; the generated variables import it, so that it is one object for all."""

from __future__ import annotations

from openfisca_core.entities import build_entity

Person = build_entity("person", "persons", "A person", is_person=True)
