"""The texts of the page about win-backs."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.campaign.winback.scorecard import Factor, Level
from churnkit.campaign.wording import EXCLUSION_WORDS
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
    counted: str
    counted_without_outcome: str
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
    total="total",
    customers="customers",
    value="value",
    cost="cost",
    not_known="not known",
    winback_title="Win-back list: {campaign}",
    counted="Counted here: everyone in {file}. Period in which they left: {period}.",
    counted_without_outcome="Counted here: everyone in {file} of whom it is not known whether they "
    "returned; rules are learnt from the others. Period in which they left: {period}.",
    ranked="Of {customers} {customers:customer|customers} who left, {listed} {listed:is|are} "
    "on winback.csv, ranked by probability of return × second lifetime value − cost of the "
    "offer.",
    by_scorecard="The probabilities come from a scorecard of published factors, calibrated so "
    "that {rate} of all return on average.",
    learnt_from="The probabilities come from rules learnt from {customers} past win-back "
    "{customers:attempt|attempts}; {returned} of these customers returned.",
    beside_scorecard="Mean AUC of these rules over {folds} folds: {auc} ±{error}; AUC of the "
    "published scorecard on the same customers: {scorecard}.",
    scorecard_is_better="The scorecard ranked these past win-back attempts better than the "
    "rules did: with so few examples, the rules are not reliable.",
    columns_unknown="Not known in this data, and therefore the same for everybody: {columns}.",
    columns={
        "referred": "whether they had referred others",
        "complained": "whether they had complained",
        "settled": "whether their complaints were settled",
        "reason": "why they left",
    },
    offers_differ='The offer "{most}" wins back the most customers ({rate} of the likely '
    'returners), with a value of {other} per unit of cost; the offer "{best}" has the '
    "highest value per unit of cost ({return_on_cost}).",
    one_offer_leads='The offer "{most}" wins back the most customers ({rate} of the likely '
    "returners) and also has the highest value per unit of cost ({return_on_cost}).",
    statuses="Customers who left, by status",
    status="status",
    status_names={
        "listed": "on the list",
        "beyond": "ranked below the listed share",
        "at_a_loss": "no offer with an expected profit",
        "without_value": "second lifetime value unknown",
        **EXCLUSION_WORDS["en"],
    },
    offers="Comparison of offers",
    offer="offer",
    no_offer="no offer",
    returns="expected to return",
    share_returning="share",
    profit="profit",
    return_on_cost="value / cost",
    list_row="list: the best offer for each",
    offers_note="Each offer as if made to all likely returners who may be contacted. Likely "
    "returners: the {likely} {likely:customer|customers} with the highest probability of "
    "return. Value: second lifetime value of those expected to return. The row of the "
    "list covers the listed customers only, so its totals do not compare with the other rows. The "
    "offer that wins back the most customers does not always have the highest value per unit of "
    "cost: consider both.",
    scorecard="Scorecard",
    scorecard_note="Points are log odds. Their order follows the published factors, for which "
    "no sizes are published; the sizes are settings. Other reasons and unknown values count 0.",
    factor="factor",
    factors={"referral": "referrals", "complaint": "complaints", "reason": "reason for leaving"},
    level="level",
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
    likelihood="mean probability of return",
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
    learnt_note="Each customer gets the probability of one rule, smoothed (Laplace). "
    "Customers: past win-back attempts to which the rule applies; returned: how many of them "
    "returned.",
    condition="condition",
    everybody="always",
    likelihood_of_rule="probability of return",
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
    winback_title="客户赢回名单：{campaign}",
    counted="统计范围：{file} 中的全部客户。流失时段：{period}。",
    counted_without_outcome="统计范围：{file} 中尚不知是否回归的客户；规则从其余客户学得。流失时段"
    "：{period}。",
    ranked="{customers} 名已流失客户中，{listed} 名列入 winback.csv，按“回流概率 × 第二次生命周"
    "期价值 - 优惠成本”排序。",
    by_scorecard="回流概率来自按已发表因素编制的评分卡，并校准至全体平均回流率 {rate}。",
    learnt_from="回流概率来自规则，这些规则由过去 {customers} 次赢回尝试学得，其中 {returned} "
    "次成功赢回。",
    beside_scorecard="这些规则 {folds} 折交叉验证的平均 AUC：{auc} ±{error}；基于已发表因素的"
    "评分卡在同"
    "一批客户上的 AUC：{scorecard}。",
    scorecard_is_better="评分卡对这些过去的赢回尝试排序优于规则：样本太少，规则不够可靠。",
    columns_unknown="本数据中未知、因而对所有客户相同的因素：{columns}。",
    columns={
        "referred": "是否推荐过他人",
        "complained": "是否投诉过",
        "settled": "投诉是否已解决",
        "reason": "流失原因",
    },
    offers_differ="赢回客户最多的优惠是“{most}”（可能回流客户的 {rate}），每单位成本带来价值 "
    "{other}；每单位成本带来价值最高的优惠是“{best}”（{return_on_cost}）。",
    one_offer_leads="优惠“{most}”赢回客户最多（可能回流客户的 {rate}），每单位成本带来的价值也"
    "最高（{return_on_cost}）。",
    statuses="已流失客户（按状态）",
    status="状态",
    status_names={
        "listed": "列入名单",
        "beyond": "排名靠后，未进入名单比例",
        "at_a_loss": "所有优惠的预期利润均不为正",
        "without_value": "第二次生命周期价值未知",
        **EXCLUSION_WORDS["zh"],
    },
    offers="各项优惠的比较",
    offer="优惠",
    no_offer="无优惠",
    returns="预期回流人数",
    share_returning="占比",
    profit="利润",
    return_on_cost="价值/成本",
    list_row="名单：每人最合适的优惠",
    offers_note="假设每项优惠都提供给全部可联系的可能回流客户。可能回流客户：回流概率最高的 "
    "{likely} 名客户。价值：预期回流者的第二次生命周期价值。赢回客户最多的优惠，每单位成本带来"
    "的价值往往不是最高，两者都要看。",
    scorecard="评分卡",
    scorecard_note="分值为对数优势（log odds）。"
    "次序依据已发表的因素，其数值未见发表，此处为设定值。其他"
    "原因及未知情况计 0 分。",
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
    learnt_note="每名客户按一条规则取回流概率（拉普拉斯平滑）。尝试次数：符合该条件的过去的赢回"
    "尝试；回流次数：其中客户回流的次数。",
    condition="条件",
    everybody="所有客户",
    likelihood_of_rule="回流概率",
    held="尝试次数",
    returned="回流次数",
)

WINBACK_TEXTS: dict[Language, WinbackTexts] = {"en": _ENGLISH, "zh": _CHINESE}
