"""The texts of the comparison of learners."""

from __future__ import annotations

from dataclasses import dataclass

from churnkit.learners import LEARNERS


@dataclass(frozen=True, kw_only=True)
class ComparisonTexts:
    """The texts of one language; braces are filled in."""

    # comparison
    title: str
    compared_on: str
    costs: str
    costs_nothing: str
    nothing_found: str
    to_set: str
    is_set: str
    auto_is_set: str
    not_installed: str
    comparison: str
    note: str
    model: str
    models: dict[str, str]
    captured_in: str
    recognised_of: dict[str, str]
    rule_count: str
    term_count: str
    seconds: str


ENGLISH = ComparisonTexts(
    title="Readable rules compared with other models",
    compared_on="{folds} folds of {customers} {customers:customer|customers} of the learning "
    "set, of whom {rate} churned; each model is tested on customers it was not learnt from.",
    costs="Readable rules cost {cost} of AUC here: {readable} against {yardstick}.",
    costs_nothing="Readable rules cost nothing here: {yardstick} does not rank better than "
    "{readable}.",
    nothing_found="No model finds anything here: no AUC is above 0.5 by more than chance gives. "
    "Whatever is set, rules would be rules of noise; give more customers or other variables.",
    to_set="Set train.learner: {learner} (now: {now}): of the learners within one "
    "standard error of the best AUC, the {name} have the fewest terms.",
    is_set="Leave train.learner: {learner} as it is: of the learners within one "
    "standard error of the best AUC, the {name} have the fewest terms.",
    auto_is_set="Leave train.learner: auto as it is; here it would take {learner}, which has the "
    "fewest terms within one standard error of the best AUC.",
    not_installed="Not compared, because not installed: {names} (pip install {packages}).",
    comparison="Models on the same folds",
    note="Means over the folds; ±: standard error of the mean. Top {percent}%: share of all "
    "churned customers who are among the {percent}% with the highest scores. Churned, loyal, "
    "all: recognition rate at the threshold of each model. s: seconds for all folds together.",
    model="model",
    models={
        **{kind.name: kind.short_names["en"] for kind in LEARNERS.values()},
        "logistic-regression": "logistic regression",
        "lightgbm": "LightGBM",
    },
    captured_in="top {percent}%",
    recognised_of={"churned": "churned", "loyal": "loyal", "overall": "all"},
    rule_count="rules",
    term_count="terms",
    seconds="s",
)

CHINESE = ComparisonTexts(
    title="可读规则与其他模型的比较",
    compared_on="学习集的 {customers} 名客户（流失率 {rate}）分为 {folds} 折；每个模型都用未参与"
    "学习的客户检验。",
    costs="此处可读规则的代价是 AUC 低 {cost}：{readable}与{yardstick}相比。",
    costs_nothing="此处可读规则没有代价：{readable}的排序效果不逊于{yardstick}。",
    nothing_found="此处没有任何模型能找到规律：没有一个 AUC 明显高于 0.5。无论怎样设置，学到的都"
    "只是噪声；请提供更多客户或其他变量。",
    to_set="建议设置 train.learner: {learner}（现为 {now}）：与最优 AUC 相差不超过一个标准误的学习"
    "器中，{name}的条件最少。",
    is_set="train.learner: {learner} 无需改动：与最优 AUC 相差不超过一个标准误的学习器中，{name}的"
    "条件最少。",
    auto_is_set="train.learner: auto 无需改动；此处会选用 {learner}：与最优 AUC 相差不超过一个标准"
    "误的学习器中，它的条件最少。",
    not_installed="未参与比较（未安装）：{names}（pip install {packages}）。",
    comparison="各模型在相同折上的表现",
    note="各折的均值；± 后为均值的标准误。前 {percent}%：得分最高的 {percent}% 客户所含流失客户占"
    "全部流失客户的比例。流失、未流失、总体：按各模型自己的阈值的识别率。秒：所有折合计。",
    model="模型",
    models={
        **{kind.name: kind.short_names["zh"] for kind in LEARNERS.values()},
        "logistic-regression": "逻辑回归",
        "lightgbm": "LightGBM",
    },
    captured_in="前 {percent}%",
    recognised_of={"churned": "流失", "loyal": "未流失", "overall": "总体"},
    rule_count="规则数",
    term_count="条件数",
    seconds="秒",
)
