"""Chinese texts of the pages on measuring and planning a campaign."""

from __future__ import annotations

from churnkit.report.texts.measuring.keys import MeasuringTexts

CHINESE: MeasuringTexts = {
    "semicolon": "；",
    "measure_title": "营销活动 {campaign} 的结果",
    "groups": "入选客户 {selected} 名：{listed} 名在名单上，{control} 名随机留作对照。",
    "outcomes": "结果取自 {file}，共 {rows} 行；入选客户中结果已知的，"
    "名单客户 {all_listed} 名中有 {listed} 名，"
    "对照客户 {all_control} 名中有 {control} 名。",
    "outcomes_more": {
        "without_id": "{count} 行没有编号，未计入。",
        "repeated": "{count} 行的编号已出现过；每名客户只计一次。",
        "contradicting": "{count} 名客户的各行互相矛盾（既留下又流失），按结果未知处理。",
        "not_selected": "{count} 个编号不属于本次活动的入选客户。",
    },
    "unknown": "结果未知的客户不计入：名单客户中占 {listed}，对照客户中占 {control}"
    "（检验两组缺失比例相同，p {p}）。",
    "assumed_contacted": "结果表未说明实际联系了谁：视为名单客户全部联系过，其他人都未联系。",
    "told_contacted": "据结果表，实际联系：名单客户 {listed} 名，对照客户 {control} 名。",
    "retention": "名单客户留存 {listed}（{listed_interval}），对照客户留存 {control}（"
    "{control_interval}）。",
    "found": {
        "more": "活动留住了客户。留存率提升 {uplift} 个百分点，{confidence} 区间 {interval}，"
        "p {p}。",
        "fewer": "活动反而赶走了客户。留存率变化 {uplift} 个百分点，"
        "{confidence} 区间 {interval}，p {p}。",
        "cannot_tell": "尚不能判断活动是否有效果。留存率变化 {uplift} 个百分点，"
        "{confidence} 区间 {interval}，"
        "p {p}。",
    },
    "strata": "该数按抽取对照组时所用的得分十分位与价值等级加权（Mantel-Haenszel）；"
    "区间与 p 值取自其得分检验。",
    "as_counted": "该数按实际计数，附 Newcombe 区间："
    "有一组留下或流失的客户不足 5 名，不宜分层加权。",
    "needed": "如果真实提升正如所见，则需对照客户 {control} 名、名单客户 {listed} 名，"
    "才有 {power} 的把握看出来：比现在分别多 {more_control} 名和 {more_listed} 名。",
    "no_number": "提升为零，再多客户也看不出来。",
    "brought": "据此，联系留住了 {kept} 名客户（{kept_interval}），价值 {value}；花费 {cost}，"
    "利润 {profit}（{profit_interval}），每花费 1 得 {return_on_cost}。",
    "brought_nothing": "据此，联系留住了 {kept} 名客户（{kept_interval}），价值 {value}，"
    "没有花费。",
    "perhaps": "就数字本身而言（可能出于偶然），联系留住了 {kept} 名客户（{kept_interval}），"
    "价值 {value}；"
    "花费 {cost}，利润 {profit}（{profit_interval}），每花费 1 得 {return_on_cost}。",
    "perhaps_nothing": "就数字本身而言（可能出于偶然），联系留住了 {kept} 名客户（"
    "{kept_interval}），"
    "价值 {value}，没有花费。",
    "differs": "两组留存率有差异：名单减去对照为 {uplift} 个百分点，"
    "{confidence} 区间 {interval}，p {p}。",
    "may_differ": "尚不能判断两组留存率是否有差异：名单减去对照为 {uplift} 个百分点，"
    "{confidence} 区间 {interval}，p {p}。",
    "not_random": "联系与否并非随机：{reasons}。所以这里的数字只说明两组有何差异，"
    "不说明联系起了什么作用。",
    "departures": {
        "nobody_held_back": "没有结果已知的对照客户",
        "nobody_listed": "没有结果已知的名单客户",
        "control_contacted": "对照客户中有 {control_contacted} 名仍被联系",
        "listed_not_contacted": "名单客户中有 {listed_missed} 名未被联系",
        "outcomes_missing_unequally": "两组结果缺失的比例不等（名单客户 {listed_missing}，"
        "对照客户 {control_missing}）",
        "nothing_to_compare_with": "没有哪个得分十分位与价值等级同时含有名单客户和对照客户",
    },
    "as_drawn": "两组按当初抽取的身份比较，不论最终联系了谁。抽取是随机的："
    "这些数字公平地比较了“在名单上”与“留作对照”，但不是“联系”与“未联系”之间的比较。",
    "spent": "花费：联系 {contacts}；被联系且留下的客户所得优惠 {offers}。",
    "overall": "留存率",
    "all": "全部",
    "by": {"decile": "得分十分位", "tier": "价值等级", "rule": "规则", "line": "行动"},
    "uplift_by": "各{dimension}的提升",
    "difference_by": "各{dimension}的差异",
    "group": "客户",
    "group_names": {"decile": "第 {name} 十分位", "tier": "{name}", "rule": "{name}",
                    "line": "{name}"},
    "no_name": "（无）",
    "listed": "名单",
    "control": "对照",
    "customers": "客户数",
    "stayed": "留存率",
    "uplift": "提升",
    "difference": "差异",
    "interval": "区间",
    "p_value": "p",
    "adjusted_p": "校正 p",
    "uplift_note": "按实际计数，单位为百分点，附 Newcombe 区间；上文的提升经分层加权，"
    "可能略有出入。",
    "difference_note": "按实际计数，单位为百分点，附 Newcombe 区间；上文的数字经分层加权，"
    "可能略有出入。",
    "groups_note": "分组结果只供探索：组数一多，总有几组偶然突出。"
    "校正 p（Holm，按各表所有组计）低于 {alpha} 才算显著。",
    "curve": "按名单顺序联系时留住的客户",
    "curve_note": "Qini 系数：{qini}（大于 0：联系对名单靠前的客户更有用；0：顺序没有差别）。"
    "随机：以抽签方式联系同样比例的客户。{why}",
    "curve_counted": "此表按实际计数："
    "末行可能与上文留住的客户数略有出入，后者按分层加权的提升计算。",
    "share_of_selected": "前",
    "kept": "留住",
    "at_random": "随机",
    "money": "金额",
    "what": "项目",
    "amount": "金额",
    "money_rows": {
        "value": "所留客户的价值",
        "contacts": "联系费用",
        "offers": "优惠费用",
        "profit": "利润",
        "return_on_cost": "每花费 1 所得利润",
    },
    "money_note": "客户价值取自活动记录。优惠计入被联系且留下的客户，因为他们接受了优惠；"
    "价值和优惠只计结果已知的名单客户，联系费用计全部。",
    "plan_title": "营销活动 {campaign} 的计划",
    "plan_customers": "评分客户 {scored} 名，其中可以联系的 {eligible} 名。"
    "按现有设置入选 {selected} 名："
    "名单 {listed} 名，对照 {control} 名。",
    "base_of_scores": "按得分，入选客户不联系时有 {base} 会留下。",
    "base_given": "按给定值，入选客户不联系时有 {base} 会留下。",
    "no_base": "入选客户不联系时有多少会留下尚不知道：请用 --base 给出（例如去年的留存率），"
    "才能判断能看出多大的提升。",
    "ranks_only": "该学习器的得分只用于排序，并非概率，因此不谈预期利润。",
    "smallest": "这样的活动有 {power} 的把握看出的最小提升为 {uplift} 个百分点"
    "（双侧检验，显著性水平 {alpha}）。",
    "no_smallest": "这样的活动看不出任何提升：名单或对照客户太少。",
    "expected_uplift": "按行动手册，预计提升 {uplift} 个百分点。",
    "sight": "若提升为 {uplift} 个百分点，这样的活动有 {seen} 的把握看出来。",
    "share_needed": "要有 {power} 的把握，请将 campaign.control.share 设为 {share}。",
    "no_share_needed": "入选客户太少，无论留出多少对照，都没有 {power} 的把握看出来。",
    "customers_needed": "按现有比例，需对照客户 {control} 名、名单客户 {listed} 名。",
    "too_few_customers": "按现有比例，需对照客户 {control} 名、名单客户 {listed} 名，"
    "但可以联系的客户只有 {eligible} 名，无法做到。",
    "at_best": "至多：这些客户全部入选并留出一半作对照时，"
    "有 {power} 的把握看出 {uplift} 个百分点的提升。",
    "leaving": "全部评分客户中，不联系时预计流失 {leaving} 名。",
    "replacement": "另外争取同样多的新客户需花费 {cost}。",
    "best_share": "联系前 {customers} 名（可联系客户的 {share}）时预期利润最大：{profit}。",
    "best_nobody": "预计联系谁都不划算。",
    "plan_curve": "按联系比例计算的预期利润",
    "plan_curve_note": "可联系的客户按活动的次序排列，"
    "逐人按其得分、价值、费用和成功率计算；不留对照。",
    "first": "前",
    "expected_kept": "留住",
    "cost": "费用",
    "profit": "利润",
}  # fmt: skip
