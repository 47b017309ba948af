"""职工: people as the county knows them, and identities as WeChat accounts state them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.ground import clock
from service.ground.db import Base, code_of, only_one, primary_key
from service.ground.marks import Marked
from service.ground.words import Words
from service.register.facts.words import DocumentKind, Education, Gender, Household


class Level(Words):
    """核验程度: how sure we are that the document belongs to the person."""

    STATED = "stated", "本人填写"
    CHECKED = "checked", "证件号校验通过"
    MATCHED = "matched", "姓名与证件号核对一致"
    SEEN = "seen", "工会当面看过证件"


class PersonalColumns:
    """个人信息: the columns of a person's facts, in the register and in each application that states them."""

    document_kind: Mapped[DocumentKind] = mapped_column(code_of(DocumentKind), comment="证件类型")
    name_sealed: Mapped[bytes] = mapped_column(comment="姓名（密文）")
    id_number_sealed: Mapped[bytes] = mapped_column(comment="证件号码（密文）")
    phone_sealed: Mapped[bytes | None] = mapped_column(comment="手机号（密文）")
    address_sealed: Mapped[bytes | None] = mapped_column(comment="现居住地（密文）")
    nationality: Mapped[str] = mapped_column(String(40), default="中国", comment="国籍")
    education: Mapped[Education | None] = mapped_column(code_of(Education), comment="学历")
    household: Mapped[Household | None] = mapped_column(code_of(Household), comment="户籍类型")


class Person(Marked, PersonalColumns, Base):
    """职工 / 本人: a human, before, during and after membership; the document number is unique in the county."""

    __tablename__ = "people"

    id: Mapped[UUID] = primary_key()
    gender: Mapped[Gender] = mapped_column(code_of(Gender), comment="性别")
    level: Mapped[Level] = mapped_column(code_of(Level), default=Level.CHECKED, comment="核验程度")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, comment="建档时间")

    @property
    def key_owner(self) -> UUID:
        """Its own data key; destroying it erases the person."""
        return self.id


class Identity(Base):
    """身份信息: the name and document that an account states to be its own; it proves nothing about the roster."""

    __tablename__ = "identities"

    id: Mapped[UUID] = primary_key()
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True, comment="微信账号")
    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consents.id"), comment="依据的同意记录")
    document_kind: Mapped[DocumentKind] = mapped_column(code_of(DocumentKind), comment="证件类型")
    name_sealed: Mapped[bytes] = mapped_column(comment="姓名（密文）")
    id_number_sealed: Mapped[bytes] = mapped_column(comment="证件号码（密文）")
    level: Mapped[Level] = mapped_column(code_of(Level), comment="核验程度")
    provider: Mapped[str] = mapped_column(String(20), comment="核验方式")
    doubt: Mapped[str | None] = mapped_column(String(20), comment="需要人工核对的原因代码")
    stated_at: Mapped[datetime] = mapped_column(default=clock.now, comment="填写时间")
    replaced_at: Mapped[datetime | None] = mapped_column(comment="被新填写替换的时间")

    __table_args__ = (only_one("uq_identities_current", "account_id", where="replaced_at IS NULL"),)

    @property
    def key_owner(self) -> UUID:
        """Sealed under its own key, destroyed apart from the account."""
        return self.id
