"""The texts of the page about win-backs."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.campaign.winback.scorecard import Factor, Level
from churnkit.config.sections.project import Language


@dataclass(frozen=True, kw_only=True)
class WinbackTexts:
    """The texts of one language; braces are filled in."""

    comma: str
    semicolon: str
    total: str
    customers: str
    value: str
    cost: str
    not_known: str
    # who may return
    winback_title: str
    ranked: str
    by_scorecard: str
    learnt_from: str
    beside_scorecard: str
    scorecard_is_better: str
    columns_unknown: str
    columns: dict[str, str]
    offers_differ: str
    one_offer_leads: str
    statuses: str
    status: str
    status_names: dict[str, str]
    offers: str
    offer: str
    no_offer: str
    returns: str
    share_returning: str
    profit: str
    return_on_cost: str
    list_row: str
    offers_note: str
    scorecard: str
    scorecard_note: str
    factor: str
    factors: dict[Factor, str]
    level: str
    levels: dict[Level, str]
    points: str
    likelihood: str
    said: dict[Level, str]
    learnt_rules: str
    learnt_note: str
    condition: str
    everybody: str
    likelihood_of_rule: str
    held: str
    returned: str


_ENGLISH = WinbackTexts(
    comma=", ",
    semicolon="; ",
    total="in all",
    customers="customers",
    value="value",
    cost="cost",
    not_known="not known",
    winback_title="Win-back: {campaign}",
    ranked="Of {customers} customers who have left {listed} are on winback.csv, ranked by the "
    "chance that they return x their second lifetime value - the cost of the offer.",
    by_scorecard="The chances come from a scorecard of the published factors, set so that "
    "{rate} of all return on average.",
    learnt_from="The chances come from rules learnt from {customers} past win-backs, of which "
    "{returned} returned.",
    beside_scorecard="Mean AUC of these rules in {folds} folds: {auc} ±{error}; of the "
    "scorecard of published factors on the same customers: {scorecard}.",
    scorecard_is_better="The scorecard ranked these past win-backs better than the rules did: "
    "with so few, distrust the rules.",
    columns_unknown="Not known here, and so the same for everybody: {columns}.",
    columns={
        "referred": "whether they had referred others",
        "complained": "whether they had complained",
        "settled": "whether their complaints were settled",
        "reason": "why they left",
    },
    offers_differ='The offer that wins back the most is "{most}" ({rate} of the likely '
    "returners), at {other} of value for each unit of cost; the one that returns most on its cost "
    'is "{best}" ({return_on_cost}).',
    one_offer_leads='The offer "{most}" both wins back the most ({rate} of the likely '
    "returners) and returns most on its cost ({return_on_cost} of value for each unit).",
    statuses="What became of those who have left",
    status="customers who are",
    status_names={
        "listed": "on the list",
        "beyond": "ranked below the share that is listed",
        "at_a_loss": "not worth any offer: no expected profit",
        "without_value": "without a known second lifetime value",
        "suppressed": 'on the do-not-contact list "{name}"',
        "unchecked": 'without a mark to look up in the do-not-contact list "{name}"',
        "cool_off": "contacted too lately, or nobody knows when",
        "no_consent": "without consent to any channel",
    },
    offers="Offers, each as if made to all likely returners who may be contacted",
    offer="offer",
    no_offer="no offer",
    returns="expected to return",
    share_returning="share",
    profit="profit",
    return_on_cost="value / cost",
    list_row="the list: to each the best",
    offers_note="Likely returners: the {likely} customers with the best chances. Value: second "
    "lifetime value of those expected to return. The offer that wins back most is often not the "
    "one that returns most on its cost: look at both.",
    scorecard="Scorecard",
    scorecard_note="Points are log odds. Their order is that of the published factors, which "
    "name no sizes; the sizes are settings. Other reasons, and whatever is not known, count 0.",
    factor="factor",
    factors={"referral": "referrals", "complaint": "complaints", "reason": "reason for leaving"},
    level="customers who",
    levels={
        "referred": "had referred others",
        "not_referred": "had not",
        "never": "never complained",
        "settled": "complained, and it was settled",
        "unsettled": "complained, and it was not settled",
        "price": "left because of the price",
        "service": "left because of the service",
        "both": "left because of price and service",
        "other": "left for another reason",
    },
    points="points",
    likelihood="mean chance to return",
    said={
        "referred": "had referred others",
        "not_referred": "had not referred others",
        "never": "never complained",
        "settled": "complaint was settled",
        "unsettled": "complaint was not settled",
        "price": "left because of the price",
        "service": "left because of the service",
        "both": "left because of price and service",
        "other": "left for another reason",
    },
    learnt_rules="Rules learnt from past win-backs",
    learnt_note="Each customer has the chance of one rule, smoothed (Laplace). Customers: past "
    "win-backs to whom it applies, and those of them who returned.",
    condition="when",
    everybody="always",
    likelihood_of_rule="chance to return",
    held="customers",
    returned="returned",
)

_CHINESE = WinbackTexts(
    comma="、",
    semicolon="；",
    total="合计",
    customers="客户数",
    value="价值",
    cost="成本",
    not_known="未知",
    winback_title="客户赢回：{campaign}",
    ranked="{customers} 名已流失客户中，{listed} 名列入 winback.csv，"
    "按“回流概率 × 第二次生命周期价值 - 优惠成本”排序。",
    by_scorecard="回流概率来自按已发表因素编制的评分卡，校准为全体平均回流率 {rate}。",
    learnt_from="回流概率来自规则，由过去 {customers} 次赢回尝试学得，其中 {returned} 人回流。",
    beside_scorecard="这些规则 {folds} 折的平均 AUC：{auc} ±{error}；"
    "同一批客户上，已发表因素评分卡的 AUC：{scorecard}。",
    scorecard_is_better="评分卡对这些过去的赢回尝试排序优于规则：样本尚少，规则不可尽信。",
    columns_unknown="此处未知、因而对所有人相同的因素：{columns}。",
    columns={
        "referred": "是否推荐过他人",
        "complained": "是否投诉过",
        "settled": "投诉是否已解决",
        "reason": "流失原因",
    },
    offers_differ="赢回最多的优惠是“{most}”（可能回流客户的 {rate}），"
    "每单位成本带来价值 {other}；成本回报最高的是“{best}”（{return_on_cost}）。",
    one_offer_leads="优惠“{most}”赢回最多（可能回流客户的 {rate}），"
    "成本回报也最高（每单位成本带来价值 {return_on_cost}）。",
    statuses="已流失客户的去向",
    status="客户",
    status_names={
        "listed": "列入名单",
        "beyond": "排名在名单比例之后",
        "at_a_loss": "无论哪项优惠都无利可图",
        "without_value": "第二次生命周期价值未知",
        "suppressed": "在免打扰名单“{name}”中",
        "unchecked": "没有可与免打扰名单“{name}”核对的标识",
        "cool_off": "近期联系过，或联系日期不明",
        "no_consent": "未同意任何渠道的联系",
    },
    offers="各项优惠（假设提供给全部可联系的可能回流客户）",
    offer="优惠",
    no_offer="无优惠",
    returns="预期回流人数",
    share_returning="占比",
    profit="利润",
    return_on_cost="价值/成本",
    list_row="名单：每人最合适的优惠",
    offers_note="可能回流客户：回流概率最高的 {likely} 名客户。"
    "价值：预期回流者的第二次生命周期价值。赢回最多的优惠，成本回报往往不是最高，两者都要看。",
    scorecard="评分卡",
    scorecard_note="分值为对数几率。次序取自已发表的因素，原文未给大小；大小为设定值。"
    "其他原因及未知情况计 0 分。",
    factor="因素",
    factors={"referral": "推荐", "complaint": "投诉", "reason": "流失原因"},
    level="客户情况",
    levels={
        "referred": "推荐过他人",
        "not_referred": "未推荐过他人",
        "never": "从未投诉",
        "settled": "投诉过，已解决",
        "unsettled": "投诉过，未解决",
        "price": "因价格离开",
        "service": "因服务离开",
        "both": "因价格和服务离开",
        "other": "因其他原因离开",
    },
    points="分值",
    likelihood="平均回流概率",
    said={
        "referred": "推荐过他人",
        "not_referred": "未推荐过他人",
        "never": "从未投诉",
        "settled": "投诉已解决",
        "unsettled": "投诉未解决",
        "price": "因价格离开",
        "service": "因服务离开",
        "both": "因价格和服务离开",
        "other": "因其他原因离开",
    },
    learnt_rules="由过去的赢回尝试学得的规则",
    learnt_note="每名客户按一条规则取回流概率（拉普拉斯平滑）。"
    "客户数：规则所适用的过去的赢回尝试，及其中回流者。",
    condition="条件",
    everybody="总是",
    likelihood_of_rule="回流概率",
    held="客户数",
    returned="已回流",
)

WINBACK_TEXTS: dict[Language, WinbackTexts] = {"en": _ENGLISH, "zh": _CHINESE}
