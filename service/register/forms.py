"""Forms of the console: read what was typed, show the page, and show it again with a sentence at each field."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, get_origin

from flask import g, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.printing import must_have_fonts
from service.ground.shapes import Shape, in_chinese
from service.register.access.guard import actor, deployment
from service.register.access.models import Act

P = ParamSpec("P")
S = TypeVar("S", bound=Shape)
Page = Callable[..., str]

# What a page says once after a form was taken; the address carries the key only.
DONE = {
    "checked": "初审已通过，等待委员会决定。",
    "sent_back": "已退回，申请人会收到通知，已填的内容都还在。",
    "approved": "决议已记录。新会员已列入花名册的待确认名单，请到花名册确认。",
    "rejected": "决议已记录，申请人会收到通知。",
    "referred": "已转上级工会派发，申请人会收到通知。派发到别的工会以后，这里就看不到了。",
    "passed_on": "已转上一级工会派发，申请人会收到通知。",
    "dispatched": "已派发，办理期限从今天重新计算，申请人会收到通知。",
    "uploaded": "文件已收下，正在读取。读完请核对预览，再点确认。",
    "import_ordered": "已确认，正在写入登记。要么全部写入，要么一行不动。",
    "discarded": "已放弃这次导入，文件已销毁。",
    "requested": "已记录用途，文件正在生成。",
    "pack_sent": "已登记上传。省平台有结果以后，在这里导入结果文件。",
    "pack_closed": "已办结。",
    "pack_dropped": "已作废，这个包里的人算没有报送。",
    "requested_bulk": "已提交申请，等第二个人批准。请当面告诉能批准的同事；24 小时内没有批准，申请自动失效。",
    "export_approved": "已批准，文件正在生成。只有申请人能下载。",
    "export_refused": "已记录不批准，申请人会在自己的页面上看到原因。",
    "export_withdrawn": "已撤回，不会生成文件。",
    "campaign_answered": "花名册已确认并上报，这次更新办完了。",
    "roster_confirmed": "花名册已确认并封存。下一步：上报给上级工会。",
    "roster_submitted": "花名册已上报。",
    "roster_accepted": "花名册已接收。",
    "roster_returned": "花名册已退回，下级工会改好后会重新确认上报。",
    "roster_consolidated": "花名册已汇总。",
    "correction_accepted": "已更正，申请人会收到通知。花名册的待确认变动里会列出这次更正。",
    "correction_refused": "已答复，申请人会看到您写的原因。",
    "erasure_registered": "已登记，报县总工会核准。本人绑定过惠工卡的，会收到通知。",
    "erasure_agreed": "已核准，到期系统自动删除。到期以前都可以撤回。",
    "erasure_turned_down": "已记录不核准，请工会把理由告诉申请人。",
    "erasure_withdrawn": "已撤回，什么都没有删除。",
    "finding_answered": "已答复，等上级工会销号。",
    "findings_answered": "选中的都已答复，等上级工会销号。",
    "finding_closed": "已销号。",
    "finding_returned": "已退回，工会会重新核对。",
    "card_confirmed": "惠工卡已激活，本人会收到通知。",
    "retained": "会籍已保留，本人会收到通知。花名册上会列为减少，请到花名册确认。",
    "resumed": "会籍已恢复，本人会收到通知。花名册上会列为新增，请到花名册确认。",
    "membership_ended": "已记录，会籍已结束。花名册上会列为减少，请到花名册确认。",
    "merged": "已合并。下面是保留的那一份登记。",
    "transfer_wished": "已送出。如果该职工是本县会员，接转请求已送到本人和原工会；有一方答应了，这里才看得到。",
    "transfer_asked": "已转为会籍接转，等转出工会放行。本人会收到通知。",
    "transfer_released": "已放行，等转入工会接收。本人会收到通知。",
    "transfer_done": "会籍已接转，从今天起在转入工会。本人会收到通知，请到花名册确认。",
    "transfer_refused": "已记录，交县总工会裁定。本人会收到通知。",
    "transfer_closed": "已裁定不接转，会籍不变。本人会收到通知。",
    "union_closed": "工会已撤销，它的会员列在下面，请逐一安置。",
    "rehomed": "已安置，本人会收到通知。",
    "unit_moved": "已全部转过去，本人会收到通知。新工会请到花名册确认。",
    "expulsion_proposed": "小组意见已登记，会籍不变。委员会开会决定以后，请在这一页记录。",
    "expulsion_decided": "已记录委员会决定，会籍已结束，等上一级工会备案。",
    "expulsion_dismissed": "已记录，会籍不变。",
    "expulsion_withdrawn": "小组意见已撤回，会籍不变。",
    "expulsion_filed": "已备案。",
    "card_released": "已解除绑定，原来的微信会收到通知。",
    "invited": "已登记。系统不会自动发消息，请确认会员真的知道了怎么激活。",
    "scene_renewed": "入会二维码已更换。旧海报上的码已经失效，请打印新海报换上。",
    "dismissed": "账号已停用，对方的登录已经失效。",
    "appointed": "角色已生效。",
    "term_ended": "角色已结束，对方的下一次操作就没有这个角色了。",
    "session_ended": "这个登录已经结束。",
    "sessions_ended": "其他登录都已经结束，只剩这里。",
    "password_changed": "密码已修改，其他登录都已经结束。",
    "bound": "微信已绑定，下次可以扫码登录。",
    "unbound": "微信绑定已解除，用它扫码的登录都已经结束。",
    "handler_dismissed": "任职已结束，账号已停用，对方的登录已经失效。",
    "chair_handed_over": "已移交，从现在起由接任者办理。您的登录已结束；还有其他角色的，请重新登录。",
    "handed_over": "已移交，接任者从今天起有这个角色。",
}


def show(template: str, **facts: object) -> str:
    """A page of the console with what every page has: the menu by role, the form token, the refusal and what was typed."""
    refused = g.get("refusal")
    return render_template(
        template,
        actor=actor(),
        Act=Act,
        county=deployment().settings.county_name,
        county_time=clock.county_time,
        done=None if refused else DONE.get(request.args.get("done", "")),
        faults=refused.fields if refused else {},
        form_token=g.get("form_token", ""),
        refusal=refused,
        stepped_up=g.get("stepped_up", False),
        title_of_staff=g.get("staff_title", ""),
        today=clock.today(),
        typed=request.form if refused else MultiDict(),
        **facts,
    )


def taken(path: str, done: str | None = None) -> Response:
    """The answer to a form that was taken: go and look (303), so that reloading sends nothing twice."""
    return redirect(f"{path}?done={done}" if done else path, 303)


class PrintWish(Shape):
    """What the paper is for; the rule of its length is the action's."""

    purpose: str = ""


def printed(name: str, draw: Callable[[], bytes]) -> Response:
    """The answer to a form that prints: a PDF to keep, under a ``name`` that says nothing of anybody.

    What was audited is committed before the slow work begins, so that nothing stays locked while paper is drawn.
    """
    must_have_fonts()
    deployment().database.leave(g.pop("session"), keep=True)
    answer = Response(draw(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def filled(shape: type[S]) -> S:
    """The form as ``shape``; an empty field counts as not filled in. Raises INPUT_INVALID with a sentence per field.

    A field's ``description`` is the sentence for leaving it empty, so that the list of faults names the field.
    """
    values: dict[str, Any] = {}
    for name, given in request.form.lists():
        texts = [text for text in given if text.strip()]
        if name == "form_token" or not texts:
            continue
        many = name in shape.model_fields and get_origin(shape.model_fields[name].annotation) is list
        values[name] = texts if many or len(texts) > 1 else texts[0]
    try:
        return shape.model_validate(values)
    except ValidationError as fault:
        raise Refusal("INPUT_INVALID", fields=_sentences(shape, fault)) from None


def _sentences(shape: type[Shape], fault: ValidationError) -> dict[str, str]:
    said: dict[str, str] = {}
    for one in fault.errors(include_input=False):
        name = str(one["loc"][0])
        empty = shape.model_fields[name].description if one["type"] == "missing" else None
        said[name] = empty or in_chinese(one["msg"])
    return said


def shown_again(page: Page) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """A form refused is ``page`` again, with what was typed and why; nothing of the attempt is kept but what must be."""

    def wrap(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def answered(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return view(*args, **kwargs)
            except Refusal as refusal:
                if refusal.entry.status == 404:
                    raise
                if "session" in g:  # the audit rows that waited in it go with it
                    deployment().database.leave(g.pop("session"), keep=refusal.keep)
                g.refusal, g.outcome = refusal, refusal.code
                return page(*args, **kwargs), refusal.entry.status

        return answered

    return wrap
