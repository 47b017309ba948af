"""省平台结果文件, row by row: which line of the pack is meant, and whether the province took it.

What the file looks like is the province's affair, so headings and words are taken in the spellings that are met; a word
that is not known is refused, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from service.oversight.province.columns import ROW_CODE
from service.oversight.province.models import RowResult
from service.register.people.documents import normalised
from service.rolls.imports.reader import Cell
from service.rolls.imports.table import SERIAL, Form, TableRow
from service.rolls.imports.verdicts import JudgedRow

NUMBER, RESULT, REASON = "身份证号码", "结果", "原因"
FORM = Form(
    {
        SERIAL: ("编号", "NO", "No."),
        ROW_CODE: ("行号", "报送编号", "外部编号", "来源编号", "数据编号"),
        "姓名": ("会员姓名", "职工姓名", "名字"),
        NUMBER: (
            "身份证号",
            "身份证",
            "公民身份号码",
            "证件号码",
            "证件号",
            "有效证件号码",
            "居民身份证号码",
        ),
        RESULT: (
            *("导入结果", "校验结果", "审核结果", "处理结果", "上报结果", "核验结果", "反馈结果", "比对结果"),
            *("状态", "导入状态", "处理状态", "审核状态", "是否成功", "是否通过"),
        ),
        REASON: (
            *("失败原因", "错误原因", "退回原因", "不通过原因", "未通过原因", "驳回原因", "拒绝原因"),
            *("错误信息", "失败信息", "错误描述", "错误提示", "提示信息", "反馈信息", "说明", "备注"),
        ),
    },
    needed=(RESULT,),
)
_ACCEPTED = (
    *(
        "成功",
        "导入成功",
        "上报成功",
        "校验成功",
        "通过",
        "校验通过",
        "审核通过",
        "已通过",
        "已导入",
        "已入库",
    ),
    *("合格", "接收", "已接收", "是", "Y", "YES", "OK", "TRUE", "SUCCESS", "1", "√"),
)
_REJECTED = (
    *("失败", "导入失败", "上报失败", "校验失败", "不通过", "未通过", "校验不通过", "审核不通过", "不合格"),
    *("退回", "已退回", "驳回", "已驳回", "拒绝", "错误", "异常", "重复", "否", "N", "NO", "FALSE", "FAIL"),
    *("FAILED", "ERROR", "0", "×"),
)
_WORDS = dict.fromkeys(_ACCEPTED, RowResult.ACCEPTED) | dict.fromkeys(_REJECTED, RowResult.REJECTED)
_CODE = re.compile(r"([0-9A-F]{8})-([1-9]\d{0,6})")
LONGEST_REASON = 200


def judge(rows: Iterable[TableRow], pack_code: str) -> Iterator[JudgedRow]:
    """A judged row for every line; ``pack_code`` is the part of the row number that says which pack."""
    for row in rows:
        judged = JudgedRow(row.line, row.serial, row.cell("姓名").text.strip()[:50])
        _read_place(judged, row, pack_code)
        _read_result(judged, row)
        yield judged


def _read_place(judged: JudgedRow, row: TableRow, pack_code: str) -> None:
    """The line of the pack by its row number, else by the document number; both are held against each other later."""
    code, number = _plain(row.cell(ROW_CODE).text).upper(), row.cell(NUMBER)
    found = _CODE.fullmatch(code)
    if found and found[1] != pack_code:
        judged.refuse(ROW_CODE, "这一行不是这个报送包的，请到它自己的报送包上传。")
    elif found:
        judged.facts["row"] = int(found[2])
    elif code:
        judged.ask(ROW_CODE, "行号不完整，按证件号码对照。")
    if _is_whole(number):
        judged.facts["number"] = normalised(number.text)
    if not found and "number" not in judged.facts:
        judged.refuse(ROW_CODE, "没有报送行号，也没有完整的证件号码，不知道是哪一行。")


def _is_whole(cell: Cell) -> bool:
    """Whether a document number can be looked up: not masked by the province, not eaten by Excel, no formula."""
    text = normalised(cell.text)
    return bool(text) and not (cell.formula or cell.lost_digits or re.search(r"[*＊Xx]{2}", text))


def _read_result(judged: JudgedRow, row: TableRow) -> None:
    cell, reason = row.cell(RESULT), row.cell(REASON)
    if cell.formula or reason.formula:
        judged.refuse(RESULT, "这一行有公式，请复制后选择性粘贴为“数值”，再上传。")
        return
    word, _, rest = _plain(cell.text).partition(":")
    result = _WORDS.get(word.upper())
    if result is None:
        known = "没有写结果。" if not word else "看不懂这个结果；请写“成功”或“失败”。"
        judged.refuse(RESULT, known)
        return
    judged.facts["result"] = result.value
    if result is RowResult.REJECTED:
        words = " ".join((reason.text.strip() or rest.strip()).split())
        judged.facts["reason"] = words[:LONGEST_REASON]
        if not words:
            judged.ask(REASON, "省平台没有写退回的原因，请向省平台问清楚。")
        elif len(words) > LONGEST_REASON:
            judged.ask(REASON, f"原因超过 {LONGEST_REASON} 个字，只留下前面的。")


def _plain(text: str) -> str:
    """Without spaces, and with the signs of the half-width alphabet."""
    return re.sub(r"[\s\u200b\ufeff]", "", unicodedata.normalize("NFKC", text)).lstrip("'‘’`")
