"""Chinese texts of the cover page of a list."""

from __future__ import annotations

from churnkit.report.texts.listing.keys import ListingTexts

__all__ = ["CHINESE"]

CHINESE: ListingTexts = {
    "comma": "、",
    "between": "",
    "none": "（无）",
    "title": "营销活动 {name} 的名单",
    "what_it_is": "list 文件中是需要联系的 {listed} 名客户，并注明每名客户的原因和应采取的措施。",
    "hands_off": "control 文件中是本次活动中【不得】联系的 {control} 名客户。"
    "他们是随机抽取的：只有与他们比较，才能看出联系的成效。",
    "nobody_held_back": "没有保留对照客户：将无法分辨哪些是联系的成效，哪些本来就会发生。",
    "private": "两个文件都含有个人信息，只有文件所有者能够读取；请只交给负责联系的人员。",
    "chosen_by": "客户按{order}排序；选到{cut}为止。",
    "orders": {
        "score": "得分（流失倾向）",
        "value_at_risk": "风险价值（得分 × 价值）",
        "profit": "联系的预期利润",
    },
    "cuts": {
        "share": "配置文件指定的比例（占全部评分客户）",
        "number": "配置文件指定的人数",
        "budget": "配置文件指定的预算（保留对照的客户也计入）",
        "profit": "预期利润最大处",
    },
    "made_from": "数据来自 {files}。",
    "by_rules": "评分依据{learner}得到的规则；model.json 的 SHA-256 以 {sha} 开头。",
    "as_of": "联系与日期均从 {day} 倒推。",
    "ranks_only": "{learner}的得分只用于排序，不是概率，因此不据此估算成本、利润和风险价值。",
    "fates": "从评分到名单",
    "fate": "去向",
    "customers": "客户数",
    "share": "占比",
    "scored": "已评分",
    "not_selected": "未选中：{reason}",
    "excluded": {
        "outside_keep": "不符合活动条件",
        "tier": "属于其他价值等级",
        "suppressed": "在免打扰名单 {name} 上",
        "unchecked": "无法与免打扰名单 {name} 核对",
        "cool_off": "近期联系过，或联系日期不明",
        "no_consent": "未同意任何渠道的联系",
        "quota": "所属等级的名额已满",
        "below_cut": "排在入选线以下",
    },
    "unmatched": "免打扰名单 {name} 的 {entries} 个条目中，没有一个是已评分的客户："
    "它没有排除任何人。其条目形如“{entry}”，而“{column}”列{customer}。"
    "请检查 campaign.suppress.{name} 的 file、column、customers 和 written。",
    "looks_like": "形如“{customer}”",
    "empty_column": "是空的",
    "selected": "已选中",
    "listed": "列入名单",
    "control": "保留对照",
    "fates_note": "已评分 = 未选中 + 列入名单 + 保留对照。每名客户只计入第一个适用的原因。",
    "by_tier": "按价值等级",
    "tier": "等级",
    "by_action": "按措施",
    "action": "措施",
    "by_channel": "按渠道",
    "channel": "渠道",
    "by_decile": "按得分",
    "decile": "十分位",
    "decile_note": "全部评分客户的十分位；1 为得分最高的一成。",
    "reasons": "最常见的原因",
    "reason": "原因",
    "reasons_note": "按名单上的客户统计，每名客户可有多个原因。",
    "at_stake": {
        "value_at_risk": "没有明显的流失迹象，但有风险价值",
        "profit": "没有明显的流失迹象，但有预期利润",
    },
    "says_at_stake": {
        "value_at_risk": "风险价值 {value_at_risk}：价值 {value}，得分 {score}",
        "profit": "预期利润 {expected_profit}：价值 {value}，得分 {score}",
    },
    "worth": "预期收益",
    "what": "名单上的客户",
    "amount": "金额",
    "value_at_risk": "风险价值（得分 × 价值）",
    "expected_cost": "预期成本：联系费用及被接受的优惠",
    "expected_profit": "预期利润：保住的价值减去上述成本",
    "worth_of_each": "没有说明客户价值的列，每名客户一律按 {value} 计（campaign.profit.value）。",
    "worth_note": "根据得分和配置文件中的成功率估算。活动的实际成效须事后衡量：churnkit measure。",
}
