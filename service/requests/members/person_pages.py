"""人员查找: find one person, look at what the register says with everything masked, reveal one field for a purpose."""

from uuid import UUID

from flask import Blueprint
from pydantic import Field

from service.ground.errors import invalid
from service.ground.sealing import opened
from service.ground.shapes import Shape
from service.register.access.guard import actor, needs, session
from service.register.access.models import Act
from service.register.access.reach import reaches
from service.register.forms import filled, says, show, shown_again, taken
from service.register.memberships.changes import VoidReason
from service.register.memberships.departure import void
from service.register.memberships.known import lines_registered
from service.register.memberships.models import Membership
from service.register.memberships.search import MOST, SearchBy, chain_of, person_in_reach, search
from service.register.people.contact import masked_name, masked_number
from service.register.people.documents import normalised
from service.register.people.phones import masked_phone
from service.register.people.register import find_person
from service.register.people.reveal import PersonField, reveal_person
from service.requests.applications.queries import applications_of
from service.requests.cards.holders import tell_of_changes
from service.requests.cards.models import Card
from service.requests.cards.queries import card_status, cards_of, live_cards
from service.requests.members.forms import Merger

person_pages = Blueprint("person_pages", __name__, url_prefix="/console/people", template_folder="templates")
says(
    person_pages,
    {
        "merged": "已合并。下面是保留的那一份登记。",
    },
)


class Wanted(Shape):
    """By what, which value, what for."""

    by: SearchBy = Field(description="请选择按什么查找。")
    value: str = Field(max_length=60, repr=False, description="请填写要查找的姓名、证件号码或手机号。")
    purpose: str = ""


class PersonRevealed(Shape):
    """Which field, what for."""

    field: PersonField = Field(description="请选择看哪一项。")
    purpose: str = ""


def _form(**answer: object) -> str:
    kinds = [(by.value, by.label) for by in SearchBy]
    return show("members/search.html", kinds=kinds, most=MOST, **{"found": None, **answer})


@person_pages.get("")
@needs(Act.PERSON_SEARCH)
def search_page() -> str:
    """人员查找"""
    return _form()


@person_pages.post("")
@needs(Act.PERSON_SEARCH)
@shown_again(_form)
def find_people() -> str:
    """人员查找: the answer to a form, so that nothing personal stands in an address."""
    wanted = filled(Wanted)
    found = search(session(), actor(), wanted.by, wanted.value, wanted.purpose)
    cards = live_cards(session(), [held.person_id for held in found])
    rows = [_row(held, cards.get(held.person_id)) for held in found[:MOST]]
    return _form(found=rows, by=wanted.by, many=len(found) > MOST)


def _row(held: Membership, card: Card | None) -> dict[str, object]:
    """One person as a list shows him, masked."""
    return {
        "held": held,
        "name": masked_name(opened(held.person, "name")),
        "number": masked_number(opened(held.person, "id_number")),
        "phone": masked_phone(opened(held.person, "phone")),
        "card": card_status(card, _in_force(held)).label if card else "没有激活",
    }


def _in_force(held: Membership) -> Membership | None:
    return held if held.ended_on is None else None


@person_pages.get("/<uuid:person_id>")
@needs(Act.PERSON_SEARCH)
def read_person(person_id: UUID) -> str:
    """一个人"""
    return _page(person_id, Act.PERSON_SEARCH)


def _page(person_id: UUID, act: Act, shown: tuple[PersonField, str] | None = None) -> str:
    held = person_in_reach(session(), actor(), act, person_id)
    person, number = held.person, opened(held.person, "id_number")
    return show(
        "members/person.html",
        person=person,
        held=held,
        name=masked_name(opened(person, "name")),
        lines=lines_registered(person, held),
        chain=chain_of(session(), person_id),
        cards=[(card, card_status(card, _in_force(held))) for card in cards_of(session(), person_id)],
        applications=applications_of(session(), actor(), number),
        fields=[(field.value, field.label) for field in PersonField],
        may_reveal=reaches(actor(), Act.PERSON_REVEAL, held.union),
        may_erase=held.ended_on is not None and reaches(actor(), Act.ERASURE_REGISTER, held.union),
        may_merge=held.ended_on is None and reaches(actor(), Act.MEMBERSHIP_MERGE, held.union),
        shown=shown,
    )


def _merging_page(person_id: UUID) -> str:
    return _page(person_id, Act.MEMBERSHIP_MERGE)


@person_pages.post("/<uuid:person_id>/merger")
@needs(Act.MEMBERSHIP_MERGE, step_up=True)
@shown_again(_merging_page)
def merge_one(person_id: UUID) -> object:
    """合并重复的会员登记"""
    held = person_in_reach(session(), actor(), Act.MEMBERSHIP_MERGE, person_id)
    form = filled(Merger)
    survivor = find_person(session(), normalised(form.number))
    if survivor is None:
        raise invalid(number="没有找到这个证件号码的登记，请核对。")
    change = void(session(), actor(), held, VoidReason.DUPLICATE, words=form.words, survivor=survivor)
    tell_of_changes(session(), [change])
    return taken(f"/console/people/{survivor.id}", "merged")


def _revealing_page(person_id: UUID) -> str:
    return _page(person_id, Act.PERSON_REVEAL)


@person_pages.post("/<uuid:person_id>/reveal")
@needs(Act.PERSON_REVEAL, step_up=True)
@shown_again(_revealing_page)
def reveal_one(person_id: UUID) -> str:
    """查看一个字段的完整内容: this answer and no other holds it."""
    held = person_in_reach(session(), actor(), Act.PERSON_REVEAL, person_id)
    form = filled(PersonRevealed)
    value = reveal_person(session(), actor(), held.person, held.union_id, form.field, form.purpose)
    return _page(person_id, Act.PERSON_REVEAL, (form.field, value))
