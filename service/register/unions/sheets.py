"""附件1 基层工会组织信息采集汇总表 in Excel, as the notice prints it."""

from service.ground.workbook import Annex, Column


def union_annex(county_name: str, county_phone: str) -> Annex:
    """Annex 1 as the notice prints it (长总工〔2018〕12号 附件1), in the county's own name."""
    return Annex(
        f"{county_name}基层工会组织信息采集汇总表",
        (
            Column("单位名称", 28),
            Column("单位组织机构代码证", 21, as_text=True),
            Column("单位性质", 11),
            Column("单位地址", 28),
            Column("职工人数", 9),
            Column("工会名称", 28),
            Column("建会时间", 12, as_text=True),
            Column("工会类型", 11),
            Column("会员人数", 9),
            Column("工会负责人", 11),
            Column("联系电话", 14, as_text=True),
            Column("备注", 14),
        ),
        "备注：1. 此表转制成 EXCEL；2. 单位性质：党政机关、事业单位、国有经济、集体经济、私营经济、个体经济、"
        "联营经济、股份制、外商投资、港澳台投资等；3. 建会时间：以“2001-05-06”的格式填写；4. 工会类型：单建、"
        "联合工会、工会联合会等；5. 各乡镇（街道、园区）（总）工会（委），县直属"
        f"产业（行）业工会（委）工会汇总后，纸质稿、电子稿发送至县总工会组宣部，电话：{county_phone}。",
    )
