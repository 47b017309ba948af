"""Sample people: names, document numbers and phones that the rules accept and nobody owns on purpose.

A document number is made from a region, a birth date and a serial with its true check digit.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from service.register.people.documents import check_digit

FAMILY = "陈林周沈钱费王李张刘杨黄赵吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅曾彭吕苏卢蒋蔡"
GIVEN = "样例甲乙丙丁安平和顺春夏秋冬山川田野松竹梅兰明远志诚思学文武勤俭"


def id_number(serial: int, born: str = "19900307", region: str = "330522") -> str:
    """A resident ID number that passes the check: odd serial for a man, even for a woman."""
    seventeen = f"{region}{born}{serial:03d}"
    return seventeen + check_digit(seventeen)


def phone(serial: int) -> str:
    """A mobile number that nobody owns."""
    return f"139{serial:08d}"


@dataclass(frozen=True)
class SamplePerson:
    """One person of the told world."""

    name: str
    number: str
    phone: str


def people(count: int, seed: int = 2026) -> list[SamplePerson]:
    """``count`` different people, the same ones every time."""
    chance = random.Random(seed)  # noqa: S311 - sample data, not secrets
    found: dict[str, SamplePerson] = {}
    while len(found) < count:
        born = date(1966, 1, 1) + timedelta(days=chance.randrange(14_000))
        region = chance.choice(["330522", "330521", "330502", "341822", "320282", "411525", "522423"])
        number = id_number(chance.randrange(1, 999), born.strftime("%Y%m%d"), region)
        name = chance.choice(FAMILY) + "样" + "".join(chance.choices(GIVEN, k=chance.choice([1, 1, 2])))[:2]
        found.setdefault(number, SamplePerson(name, number, phone(20_000_000 + len(found))))
    return list(found.values())
