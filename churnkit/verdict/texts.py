"""The texts of the verdict on a model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.config.sections.project import Language
from churnkit.verdict.model import Grade, Reason


@dataclass(frozen=True, kw_only=True)
class VerdictTexts:
    """The texts of one language; braces are filled in."""

    grades: dict[Grade, str]
    headline: dict[Grade, str]
    not_judged: str
    reasons: dict[Reason, str]
    needed: str
    needed_in_test: str
    out_of_fold: str
    auc: str
    without_suspects: str
    nothing_without: str
    lift: str
    all_rules_hold: str
    calibrated: str
    advice: dict[Grade, str]
    unproven: str
    refused: str
    settings_tried: str
    tied: str
    by_hash: str
    by_column: str
    below: str
    mostly_below: str
    fewer: dict[Literal["score", "other"], str]
    expected: str
    comma: str
    rates: str
    rules_title: str
    rule: str
    learning: str
    test: str
    customers: str
    rate: str
    interval: str
    holds: str
    yes: str
    no: str
    rules_note: str


_ENGLISH = VerdictTexts(
    grades={
        "cannot_tell": "cannot tell",
        "no_signal": "no signal",
        "weak": "weak",
        "sound": "sound",
    },
    headline={
        "cannot_tell": "Verdict: cannot tell. The test set is too small to show whether the rules "
        "find churn.",
        "no_signal": "Verdict: no signal. On the test set the rules do not find churn better than "
        "chance.",
        "weak": "Verdict: weak. The rules find churn, but not all checks were passed.",
        "sound": "Verdict: sound. On the test set the rules find churn and pass all checks.",
    },
    not_judged="Verdict: not judged. The model was learnt by an older version; run churnkit train "
    "again.",
    reasons={
        "test_set_too_small": "The test set has {customers} customers, {churned} of them churned. "
        "The 95% interval of the AUC, {interval}, includes 0.5, and a true AUC of {shown} would "
        "have been seen with a chance of {power} only; 80% is needed.",
        "no_rule": "No rule was found.",
        "auc_reaches_half": "The 95% interval of the AUC on the test set, {interval}, reaches 0.5: "
        "a list drawn at random may be as good.",
        "rules_do_not_hold": "Rules whose churn rate does not hold on the test set: {failing} of "
        "{rules}: {names}.",
        "badly_calibrated": "The scores are off as probabilities: {expected} churned customers "
        "were predicted on the test set, {observed} churned; in groups of similar scores, the "
        "gaps add up to {gap} of the churned.",
        "few_scores": "The test customers have {scores} different scores only, so that many "
        "customers tie.",
    },
    needed="About {customers} customers are needed in all, {test} of them in the test set.",
    needed_in_test="About {test} customers are needed in the test set.",
    out_of_fold="Out of fold, the AUC of the learning customers is {auc}.",
    auc="AUC on the test set: {auc} (95% interval {interval}).",
    without_suspects="Variables that may know the outcome: {names} (audit.md says why). Learnt "
    "once more without them, the rules reach an AUC of {auc} on the test set (95% interval "
    "{interval}).",
    nothing_without="Variables that may know the outcome: {names} (audit.md says why). Without "
    "them nothing can be learnt.",
    lift="The {share} of the test customers with the highest scores churn {lift} times as often as "
    "the whole test set (95% interval {interval}).",
    all_rules_hold="No churn rate of the {rules} rules is refuted by the test set; those of small "
    "rules can still be off.",
    calibrated="On the test set the scores predicted {expected} churned customers; {observed} "
    "churned.",
    advice={
        "cannot_tell": "Give more customers, or a larger ingest.split.test_share.",
        "no_signal": "Give more customers or other variables, or look for a longer or later "
        "outcome; score.require_signal: false hands out the list all the same.",
        "weak": "Treat rules that do not hold with caution.",
        "sound": "",
    },
    unproven="This ranking has no proven value: on the test set the rules did not find churn "
    "better than chance.",
    refused="Nothing was published, and the current list stays. The rules that were refused can be "
    "looked at in {kept}.",
    settings_tried="The same customers were learnt on with {number} different settings; the more "
    "are tried, the sooner one looks good by chance.",
    tied="The lowest score on the list, {cut}, is shared by {tied} of the {listed} "
    "{listed:customer|customers} listed and by {unlisted} not listed. The rules cannot tell them "
    "apart; who is listed was decided by {by}.",
    by_hash="a hash of the id, in effect at random",
    by_column="the column {column} (score.value) and, where it is equal, a hash of the id",
    below="{below} of the {listed} {listed:customer|customers} listed score at or below the base "
    "rate ({base}): the rules do not expect them to leave.",
    mostly_below="Most of the list, {below} of {listed} {listed:customer|customers}, score at or "
    "below the base rate ({base}): the rules do not expect them to leave.",
    fewer={
        "score": " A smaller score.share lists fewer of them.",
        "other": " campaign.keep: score > {base} leaves them out.",
    },
    expected="If customers churn at the rate of test customers with similar scores, {number} of "
    "those listed will churn (95% interval {interval}), compared with {at_random} of the same "
    "number drawn at random.",
    comma=", ",
    rates="{rule} ({rate} → {test_rate})",
    rules_title="Do the rules hold on the test set?",
    rule="rule",
    learning="learning set",
    test="test set",
    customers="customers",
    rate="churn rate",
    interval="interval",
    holds="holds",
    yes="yes",
    no="no",
    rules_note="The intervals are exact and wider than those above: 95% for all rules together. "
    "No: the two "
    "rates differ by more than chance in both sets can explain, and by more than a quarter. Yes: "
    "no such difference was shown, which does not prove that the rates are equal.",
)

_CHINESE = VerdictTexts(
    grades={
        "cannot_tell": "无法判断",
        "no_signal": "无信号",
        "weak": "偏弱",
        "sound": "可靠",
    },
    headline={
        "cannot_tell": "评定：无法判断。测试集太小，看不出规则能否识别流失。",
        "no_signal": "评定：无信号。在测试集上，规则识别流失并不比随机好。",
        "weak": "评定：偏弱。规则能识别流失，但使用时应有所保留。",
        "sound": "评定：可靠。规则在测试集上能识别流失，并通过了全部检查。",
    },
    not_judged="评定：未评定。模型由旧版本学得；请重新运行 churnkit train。",
    reasons={
        "test_set_too_small": "测试集有 {customers} 名客户，其中流失 {churned} 名。"
        "AUC 的 95% 区间 {interval} 包含 0.5；即使真实 AUC 为 {shown}，"
        "也只有 {power} 的概率能看出来，而所需概率为 80%。",
        "no_rule": "没有找到规则。",
        "auc_reaches_half": "测试集 AUC 的 95% 区间 {interval} 触及 0.5："
        "随机抽取的名单可能同样好。",
        "rules_do_not_hold": "{rules} 条规则中有 {failing} 条的流失率在测试集上不成立：{names}。",
        "badly_calibrated": "得分作为概率有偏差：测试集预计流失 {expected} 名，实际 {observed} 名；"
        "按得分相近分组，各组偏差合计占流失客户的 {gap}。",
        "few_scores": "测试客户只有 {scores} 个不同的得分，许多客户得分并列。",
    },
    needed="总共约需 {customers} 名客户，其中测试集 {test} 名。",
    needed_in_test="测试集约需 {test} 名客户。",
    out_of_fold="学习客户的交叉验证 AUC 为 {auc}。",
    auc="测试集 AUC：{auc}（95% 区间 {interval}）。",
    without_suspects="可能泄露结果的变量：{names}（原因见 audit.md）。不用这些变量重新学习，测试集"
    "上的 AUC 为 {auc}（95% 区间 {interval}）。",
    nothing_without="可能泄露结果的变量：{names}（原因见 audit.md）。不用这些变量便学不到规则。",
    lift="得分最高的 {share} 测试客户，流失率是总体的 {lift} 倍（95% 区间 {interval}）。",
    all_rules_hold="测试集没有推翻 {rules} 条规则中任何一条的流失率；客户较少的规则仍可能有偏差。",
    calibrated="测试集预计流失 {expected} 名，实际 {observed} 名。",
    advice={
        "cannot_tell": "请提供更多客户，或调大 ingest.split.test_share。",
        "no_signal": "请提供更多客户或其他变量，或改用更长、更晚的结果期；"
        "设置 score.require_signal: false 则仍会输出名单。",
        "weak": "对不成立的规则请谨慎使用。",
        "sound": "",
    },
    unproven="本排序的价值未经证实：在测试集上，规则识别流失并不比随机好。",
    refused="没有发布任何内容，当前名单保持不变。被拒绝的规则可在 {kept} 中查看。",
    settings_tried="同一批客户已用 {number} 组不同的设置学习过；试得越多，越容易碰巧得到好的结果。",
    tied="名单上的 {listed} 名客户中，有 {tied} 名的得分等于名单最低分 {cut}，"
    "另有 {unlisted} 名同分客户未列入名单：他们之间的取舍不由规则决定，而由{by}决定。",
    by_hash="客户标识的哈希值（相当于随机抽取）",
    by_column=" {column} 列（即 score.value；该列也相同时由客户标识的哈希值）",
    below="名单上的 {listed} 名客户中，有 {below} 名的得分不高于基准流失率（{base}）。",
    mostly_below="名单上的大多数客户（{listed} 名中的 {below} 名）得分不高于基准流失率（{base}）："
    "规则并不认为他们会流失。",
    fewer={
        "score": "调小 score.share 可减少这类客户。",
        "other": "设置 campaign.keep: score > {base} 可将其排除。",
    },
    expected="如果客户的流失情况与得分相近的测试客户相同，名单上预计流失 {number} 名"
    "（95% 区间 {interval}），随机抽取同样多的客户则为 {at_random} 名。",
    comma="、",
    rates="{rule}（{rate} → {test_rate}）",
    rules_title="规则在测试集上是否成立",
    rule="规则",
    learning="学习集",
    test="测试集",
    customers="客户数",
    rate="流失率",
    interval="流失率区间",
    holds="是否成立",
    yes="是",
    no="否",
    rules_note="区间为精确区间，全部区间同时包含真实流失率的置信度为 95%。"
    "只有两个流失率之差超出随机波动（两个数据集的波动都计入），且相对差异超过四分之一时，"
    "规则才算不成立。“是”只表示没有发现这样的差异，不证明两个流失率相等。",
)

VERDICT_TEXTS: dict[Language, VerdictTexts] = {"en": _ENGLISH, "zh": _CHINESE}
