/** Made by tools/wire.mjs from the description of the service; `make wire` writes it again. */
declare namespace Wire {
  interface Doors {
    "DELETE /card/binding": { takes: undefined; answers: undefined };
    "DELETE /me/erasure": { takes: undefined; answers: ErasureSeen };
    "DELETE /sessions/current": { takes: undefined; answers: undefined };
    "GET /applications": { takes: undefined; answers: ApplicationsSeen };
    "GET /card": { takes: undefined; answers: CardSeen };
    "GET /card/checks": { takes: undefined; answers: ChecksSeen };
    "GET /code-lists": { takes: undefined; answers: CodeLists };
    "GET /consents": { takes: undefined; answers: ConsentTexts };
    "GET /home": { takes: undefined; answers: HomeSeen };
    "GET /identity": { takes: undefined; answers: IdentityKept };
    "GET /me": { takes: undefined; answers: MeSeen };
    "GET /me/corrections": { takes: undefined; answers: CorrectionsSeen };
    "GET /me/erasure": { takes: undefined; answers: ErasureSeen };
    "GET /me/looks": { takes: undefined; answers: LooksSeen };
    "GET /notices": { takes: undefined; answers: Inbox };
    "GET /transfers": { takes: undefined; answers: TransfersSeen };
    "GET /unions/nearby": { takes: undefined; answers: UnionsSeen };
    "POST /applications": { takes: ApplicationBegun; answers: ApplicationSeen };
    "POST /card-checks": { takes: CodeScanned; answers: CheckSeen };
    "POST /card-claims": { takes: ClaimStated; answers: ClaimSeen };
    "POST /card/codes": { takes: undefined; answers: CodeBatch };
    "POST /card/suspension": { takes: undefined; answers: CardSeen };
    "POST /consents": { takes: Agreement; answers: Agreed };
    "POST /me/copy": { takes: CopyWanted; answers: CopySeen };
    "POST /me/copy/paper": { takes: CopyWanted; answers: undefined };
    "POST /me/corrections": { takes: CorrectionAsked; answers: CorrectionSeen };
    "POST /me/erasure": { takes: undefined; answers: ErasureSeen };
    "POST /me/membership-proof": { takes: undefined; answers: undefined };
    "POST /notices/grants": { takes: Answers; answers: undefined };
    "POST /phone": { takes: PhoneCode; answers: PhoneKept };
    "POST /sessions": { takes: LoginCode; answers: SessionOpened };
    "POST /staff-scans": { takes: ScanScene; answers: ScanSeen };
    "POST /transfers": { takes: TransferAsked; answers: TransferSeen };
    "PUT /identity": { takes: IdentityStated; answers: IdentityKept };
    [door: `DELETE /consents/${string}`]: { takes: undefined; answers: undefined };
    [door: `GET /applications/${string}`]: { takes: undefined; answers: ApplicationSeen };
    [door: `GET /card-claims/${string}`]: { takes: undefined; answers: ClaimSeen };
    [door: `GET /notices/templates?${string}`]: { takes: undefined; answers: TemplatesSeen };
    [door: `GET /unions/by-scene/${string}`]: { takes: undefined; answers: UnionSeen };
    [door: `GET /unions?${string}`]: { takes: undefined; answers: UnionsSeen };
    [door: `POST /applications/${string}/submission`]: { takes: undefined; answers: ApplicationSeen };
    [door: `POST /applications/${string}/withdrawal`]: { takes: undefined; answers: ApplicationSeen };
    [door: `POST /card-claims/${string}/text-message`]: { takes: undefined; answers: ClaimSeen };
    [door: `POST /card-claims/${string}/verification`]: { takes: MessageCode; answers: ClaimSeen };
    [door: `POST /me/corrections/${string}/withdrawal`]: { takes: undefined; answers: CorrectionSeen };
    [door: `POST /notices/${string}/reading`]: { takes: undefined; answers: NoticeSeen };
    [door: `POST /staff-scans/${string}/confirmation`]: { takes: undefined; answers: ScanSeen };
    [door: `POST /staff-scans/${string}/refusal`]: { takes: undefined; answers: ScanSeen };
    [door: `POST /transfers/${string}/agreement`]: { takes: undefined; answers: TransferSeen };
    [door: `POST /transfers/${string}/refusal`]: { takes: undefined; answers: TransferSeen };
    [door: `POST /transfers/${string}/withdrawal`]: { takes: undefined; answers: TransferSeen };
    [door: `PUT /applications/${string}/facts`]: { takes: ApplicationFacts; answers: ApplicationSeen };
    [door: `PUT /applications/${string}/signature`]: { takes: SignatureDrawn; answers: ApplicationSeen };
  }

  /** One thing that can be done now. */
  interface ActOffered {
    act: HomeAct;
    title: string;
    words: string;
  }

  /** The consent as recorded. */
  interface Agreed {
    kind: ConsentKind;
    version: string;
    agreed_at: string;
  }

  /** Consent to one version of one notice. */
  interface Agreement {
    kind: ConsentKind;
    version: string;
  }

  /** What the dialogue answered, by template; a word that WeChat adds one day takes nothing from the others. */
  interface Answers {
    answers: Record<string, string>;
  }

  /** Where to apply: a union by id or by QR parameter; or the township when the unit has none. */
  interface ApplicationBegun {
    union_id?: string | null;
    scene?: string | null;
    unit_has_union?: boolean;
  }

  /** Fields of annex 3; any of them, at any time before submitting. */
  interface ApplicationFacts {
    phone?: string | null;
    /** take the phone that WeChat verified for this account */
    verified_phone?: boolean | null;
    address?: string | null;
    gender?: Gender | null;
    nationality?: string | null;
    education?: Education | null;
    household?: Household | null;
    employment?: Employment | null;
    unit_name?: string | null;
    unit_uscc?: string | null;
  }

  /** An application as its applicant sees it: document and phone masked, the rest as filled in. */
  interface ApplicationSeen {
    id: string;
    union: UnionSeen;
    status: Status;
    status_words: string;
    /** who has it now, in words; empty once it is over */
    with_whom?: string;
    /** when the present step began */
    since: string;
    document_kind: DocumentKind;
    name: string;
    number: string;
    phone: string;
    address: string;
    gender: Gender | null;
    nationality: string;
    education: Education | null;
    household: Household | null;
    employment: Employment | null;
    unit_name: string;
    unit_uscc: string | null;
    unit_has_union: boolean;
    signed: boolean;
    submitted_at: string | null;
    due_on: string | null;
    minute_no?: string | null;
    decided_on?: string | null;
    /** the Idempotency-Key of handing in this edition; a new edition has a new one */
    submission_key: string;
    steps: StepSeen[];
  }

  /** The worker's applications, newest first. */
  interface ApplicationsSeen {
    applications: ApplicationSeen[];
  }

  /** The face of the holder's own card. */
  interface CardSeen {
    status: CardStatus;
    status_words: string;
    words: string;
    /** masked */
    name: string;
    union_name: string | null;
    number: string;
    activated_on: string;
  }

  /** 卡状态, derived from dated facts at reading time. */
  type CardStatus = "active" | "suspended" | "revoked" | "no_membership" | "retained";

  /** What whoever scans may know; name and digits are empty but for a card in force and a fresh code. */
  interface CheckSeen {
    verdict: Verdict;
    verdict_words: string;
    /** what to do now */
    words: string;
    masked_name: string;
    /** two digits that stand on the holder's screen too */
    match_number: string;
    server_time: string;
    /** when somebody else checked this code first */
    first_checked_at: string | null;
  }

  /** When the card was checked, newest first. */
  interface ChecksSeen {
    checked_at: string[];
  }

  /** A claim as its account sees it; waiting reads the same whatever it waits for. */
  interface ClaimSeen {
    id: string;
    state: ClaimState;
    state_words: string;
    words: string;
    /** six digits to show to the union, while the claim waits */
    chair_code: string | null;
    /** ways to prove it, the same for everybody */
    routes: Route[];
    created_at: string;
    expires_at: string;
  }

  /** 核验状态; what the holder of the account reads, the same for every reason to wait. */
  type ClaimState = "waiting" | "bound" | "closed";

  /** «This card is mine»: name and document as printed. */
  interface ClaimStated {
    name: string;
    document_kind?: DocumentKind;
    number: string;
  }

  /** Codes for the next ten minutes; the phone's clock only chooses among them, corrected by ``server_time``. */
  interface CodeBatch {
    server_time: string;
    codes: CodeSeen[];
  }

  /** One code list as pickers need it. */
  interface CodeList {
    name: string;
    label: string;
    codes: Record<string, string>[];
  }

  /** Every list of the form, and the oath. */
  interface CodeLists {
    lists: CodeList[];
    oath_version: string;
    oath: string;
  }

  /** A code as the camera read it: the code itself, or the whole address that stood in the QR code. */
  interface CodeScanned {
    code: string;
  }

  /** One code for the screen. */
  interface CodeSeen {
    /** what the QR code holds */
    text: string;
    /** two digits that whoever scans sees too */
    match_number: string;
    valid_from: string;
    valid_until: string;
  }

  /** 同意事项: one purpose, one consent (个人信息保护法 第十四条、第二十九条). */
  type ConsentKind = "privacy" | "identity";

  /** A notice in its current version. */
  interface ConsentText {
    kind: ConsentKind;
    version: string;
    title: string;
    text: string;
    agreed: boolean;
    /** when this version was agreed to */
    agreed_at: string | null;
  }

  /** Every notice, and whether this account agreed to the current version. */
  interface ConsentTexts {
    consents: ConsentText[];
  }

  /** One fact of a copy: its name and its value. */
  interface CopyLine {
    label: string;
    value: string;
  }

  /** One kind of record, entry by entry. */
  interface CopySection {
    title: string;
    entries: CopyLine[][];
  }

  /** Everything that is kept of who asks. */
  interface CopySeen {
    made_at: string;
    county: string;
    sections: CopySection[];
  }

  /** The last digits of the document, which whoever asks for a copy must know. */
  interface CopyWanted {
    /** 证件号码最后四位；没有填写过证件的不用填 */
    number_tail?: string;
  }

  /** 要补正的项目: what a worker can change in a returned application. */
  type Correctable = "name" | "id_number" | "phone" | "address" | "gender" | "nationality" | "education" | "household" | "employment" | "unit_name" | "unit_uscc" | "signature";

  /** One field, and what it should be: text, or the code of a code list. */
  interface CorrectionAsked {
    field: Correctable;
    value: string;
    reason?: string;
  }

  /** A correction as its member sees it: the value masked where it is personal. */
  interface CorrectionSeen {
    id: string;
    field: Correctable;
    field_words: string;
    value: string;
    reason: string;
    status: CorrectionStatus;
    status_words: string;
    due_on: string;
    answered_at: string | null;
    answer: string | null;
  }

  /** 更正申请状态. */
  type CorrectionStatus = "waiting" | "accepted" | "refused" | "withdrawn";

  /** The member's corrections, newest first, and what may be asked. */
  interface CorrectionsSeen {
    corrections: CorrectionSeen[];
    /** empty without a card in force */
    fields: FieldOffered[];
  }

  /** The county federation with its telephone, for questions. */
  interface County {
    name: string;
    phone: string;
  }

  /** 证件类型. */
  type DocumentKind = "resident" | "hmt_resident" | "foreign_resident" | "hk_macao_permit" | "taiwan_permit" | "passport";

  /** 学历 (GB/T 4658-2006, 2006 codes 10–90). */
  type Education = "postgraduate" | "bachelor" | "college" | "vocational" | "high" | "junior" | "primary" | "other";

  /** 就业状况; the notice names the column and no list. */
  type Employment = "at_work" | "laid_off" | "unemployed" | "retired" | "early_retired" | "sick_leave" | "flexible" | "other";

  /** What waits, if anything, and the day on which it is done. */
  interface ErasureSeen {
    status: ErasureStatus | null;
    status_words: string;
    basis_words: string;
    due_on: string | null;
    /** nothing waits, and no membership obliges the county to keep the register */
    may_ask: boolean;
    /** how many days pass before it is done */
    days: number;
  }

  /** 删除申请状态. */
  type ErasureStatus = "registered" | "asked" | "turned_down" | "withdrawn" | "done" | "refused";

  /** A field that may be corrected here. */
  interface FieldOffered {
    field: Correctable;
    label: string;
  }

  /** A field that the worker is asked to change. */
  interface FieldSeen {
    code: Correctable;
    words: string;
  }

  /** 性别 (GB/T 2261.1); annex 3 prints 男 or 女. */
  type Gender = "male" | "female";

  /** 首页能办的事. */
  type HomeAct = "join" | "continue" | "progress" | "correct" | "claim" | "claim_progress" | "show_card" | "recover_card" | "transfer" | "answer_transfer" | "help";

  /** The home page: one state, and what can be done now, the main thing first. */
  interface HomeSeen {
    state: HomeState;
    title: string;
    words: string;
    application: OwnApplication | null;
    claim: OwnClaim | null;
    card: OwnCard | null;
    /** told when proved, never because of a stated number */
    membership: OwnMembership | null;
    unread: number;
    county: County;
    acts: ActOffered[];
  }

  /** 首页状态: what an account is now, in the order in which the first that fits is told. */
  type HomeState = "active" | "frozen" | "retained" | "ended" | "claiming" | "draft" | "returned" | "waiting" | "member" | "rejected" | "new";

  /** 户籍类型; the notice names the column and no list, so the four of HR practice are kept. */
  type Household = "local_town" | "local_country" | "outer_town" | "outer_country";

  /** What is kept, masked. */
  interface IdentityKept {
    name: string;
    document_kind: DocumentKind;
    number: string;
    level: Level;
    level_words: string;
    /** the union will look at the document */
    needs_look: boolean;
  }

  /** Name and document as the worker states them. */
  interface IdentityStated {
    name: string;
    document_kind: DocumentKind;
    number: string;
  }

  /** The account's notices, newest first. */
  interface Inbox {
    notices: NoticeSeen[];
  }

  /** 核验程度: how sure we are that the document belongs to the person. */
  type Level = "stated" | "checked" | "matched" | "seen";

  /** The one-time code of wx.login. */
  interface LoginCode {
    code: string;
  }

  /** Somebody looked: when, who by office, at what, what for. */
  interface Look {
    at: string;
    who: string;
    what: string;
    purpose: string;
  }

  /** Who looked at me, newest first; ``since`` is the first day that the list covers. */
  interface LooksSeen {
    looks: Look[];
    since: string;
  }

  /** What the service knows of this account. */
  interface MeSeen {
    identity: OwnIdentity | null;
    phone: string;
    phone_verified_on: string | null;
    /** only for the holder of a card in force */
    person: OwnPerson | null;
  }

  /** The six digits of the text message, exactly as sent: spaces are not stripped. */
  interface MessageCode {
    code: string;
  }

  /** 时机: the tap after which the worker is asked. */
  type Moment = "submit" | "claim" | "card" | "correction" | "staff";

  /** One notice as its reader sees it. */
  interface NoticeSeen {
    id: string;
    kind: string;
    title: string;
    text: string;
    subject_id: string | null;
    at: string;
    read_at: string | null;
  }

  /** The application that the home page is about. */
  interface OwnApplication {
    id: string;
    union_name: string;
    status: Status;
    status_words: string;
    with_whom: string;
    /** when the present step began */
    since: string;
    due_on: string | null;
    overdue: boolean;
  }

  /** The card in force. */
  interface OwnCard {
    status: CardStatus;
    status_words: string;
  }

  /** A claim that waits; the same for everybody who waits. */
  interface OwnClaim {
    id: string;
    state_words: string;
    expires_at: string;
  }

  /** One line of the register about its owner, masked where it is personal. */
  interface OwnField {
    field: string;
    label: string;
    value: string;
    correctable: boolean;
  }

  /** The identity that the account stated, masked. */
  interface OwnIdentity {
    name: string;
    document_kind: DocumentKind;
    document_kind_words: string;
    number: string;
    level_words: string;
  }

  /** A membership that is proved to be this account's. */
  interface OwnMembership {
    union_name: string;
    started_on: string;
  }

  /** What the register says of whoever holds the card. */
  interface OwnPerson {
    fields: OwnField[];
  }

  /** The one-time code of the WeChat phone button. */
  interface PhoneCode {
    code: string;
  }

  /** The phone that WeChat verified, masked. */
  interface PhoneKept {
    phone: string;
  }

  interface Refusal {
    /** stable code of the catalogue */
    code: string;
    /** what happened, in Chinese */
    message: string;
    /** what to do now (下一步) */
    next: string;
    request_id: string | null;
    fields?: Record<string, string>;
  }

  /** One way to prove that the card is one's own. */
  interface Route {
    route: string;
    title: string;
    words: string;
  }

  /** 扫码用途, as the phone shows it before it confirms. */
  type ScanKind = "sign_in" | "step_up" | "bind";

  /** What a phone read from the code on a screen. */
  interface ScanScene {
    scene: string;
  }

  /** A code of the console as the phone shows it: which browser asks, for what, and the number to compare. */
  interface ScanSeen {
    id: string;
    kind: ScanKind;
    kind_words: string;
    browser: string;
    /** two digits, the same on both screens */
    match_number: string;
    asked_at: string;
    expires_at: string;
    state: ScanState;
    state_words: string;
  }

  /** 扫码状态, derived from dated facts at reading time. */
  type ScanState = "waiting" | "opened" | "confirmed" | "refused" | "over";

  /** Our own session token, opaque; shown once. */
  interface SessionOpened {
    token: string;
    /** seconds */
    expires_in: number;
  }

  /** The drawn signature and the oath that was read. */
  interface SignatureDrawn {
    /** base64 of a PNG or JPEG */
    image: string;
    oath_version: string;
  }

  /** 申请状态. */
  type Status = "draft" | "submitted" | "contested" | "returned" | "checked" | "referred" | "approved" | "rejected" | "withdrawn" | "expired" | "converted";

  /** One line of progress, with the union's words to the worker and the fields that it asks to change. */
  interface StepSeen {
    action: string;
    words: string;
    reason?: string | null;
    remark?: string | null;
    fields?: FieldSeen[];
    /** the union that it was sent to, when it was sent on */
    to_union?: string | null;
    at: string;
  }

  /** One template to ask for. */
  interface TemplateSeen {
    template_id: string;
    title: string;
  }

  /** The templates to ask for, at most three; none when the deployment has none, and then nothing is asked. */
  interface TemplatesSeen {
    templates: TemplateSeen[];
  }

  /** Where to: a union by id or by QR parameter; and the unit that the member works for now. */
  interface TransferAsked {
    union_id?: string | null;
    scene?: string | null;
    unit_name: string;
  }

  /** A transfer as its member sees it. */
  interface TransferSeen {
    id: string;
    status: TransferStatus;
    status_words: string;
    from_union: string;
    to_union: string;
    unit_name: string;
    /** who has it now, in words; empty once it is over */
    with_whom: string;
    /** since when it stands as it does */
    since: string;
    /** the last day for the old union to answer, while it has to */
    due: string | null;
    done_on: string | null;
    /** whether the new union asked, and the member may agree or not */
    may_agree: boolean;
    may_withdraw: boolean;
    steps: TransferStepSeen[];
  }

  /** 接转状态. */
  type TransferStatus = "requested" | "overdue" | "released" | "refused" | "done" | "closed" | "withdrawn" | "declined" | "lapsed" | "void";

  /** One line of progress, with what was said to the member. */
  interface TransferStepSeen {
    action: string;
    words: string;
    reason: string | null;
    remark: string | null;
    at: string;
  }

  /** The member's transfers, newest first. */
  interface TransfersSeen {
    transfers: TransferSeen[];
  }

  /** 工会层级. */
  type UnionKind = "county" | "township" | "street" | "park" | "industry" | "grassroots" | "group";

  /** A union as anyone may see it. */
  interface UnionSeen {
    id: string;
    name: string;
    kind: UnionKind;
    kind_words: string;
  }

  /** Unions found. */
  interface UnionsSeen {
    unions: UnionSeen[];
  }

  /** 核验结果, as whoever scans reads it. */
  type Verdict = "valid" | "seen_before" | "suspended" | "no_membership" | "revoked" | "retained";
}
