"""What goes in and out of the identity step."""

from pydantic import Field

from service.ground.shapes import Shape
from service.register.facts.words import DocumentKind
from service.register.people.models import Level


class IdentityStated(Shape):
    """Name and document as the worker states them."""

    name: str = Field(min_length=1, max_length=60)
    document_kind: DocumentKind
    number: str = Field(min_length=1, max_length=40)


class IdentityKept(Shape):
    """What is kept, masked."""

    name: str
    document_kind: DocumentKind
    number: str
    level: Level
    level_words: str
    needs_look: bool = Field(description="the union will look at the document")
