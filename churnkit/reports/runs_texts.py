"""The texts of the runs that a work folder keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from churnkit.config.sections.project import Language

State = Literal["current", "kept", "refused"]


@dataclass(frozen=True, kw_only=True)
class RunsTexts:
    """The texts of one language; braces are filled in."""

    title: str
    sheet: str
    none: str
    id: str
    when: str
    size: str
    verdict: str
    state: str
    states: dict[State, str]
    damaged: str
    not_judged: str
    note: str
    is_current: str
    is_already: str
    is_sealed: str
    nothing: str
    other_record: str
    unchecked: str
    comma: str


RUNS_TEXTS: dict[Language, RunsTexts] = {
    "en": RunsTexts(
        title="Runs in {work}",
        sheet="The latest first",
        none="No run has been published yet.",
        id="id",
        when="when",
        size="size",
        verdict="verdict",
        state="state",
        states={"current": "current", "kept": "", "refused": "refused"},
        damaged="model damaged",
        not_judged="not judged",
        note="Files that did not change between runs are stored once and counted in each. "
        "--restore ID makes an older run current again.",
        is_current="runs:   {id} is current again in {work}/current; before, it was {before}",
        is_already="runs:   {id} is the current run already; nothing was changed",
        is_sealed="runs:   {id} is sealed as it is",
        nothing="none",
        other_record="campaign {campaign}: its record is the one of then; whom the run {before} "
        "listed or held back for the first time is not in it, and may be drawn anew; if its list "
        "was used, copy campaign-{campaign}.parquet from runs/{before} to current/",
        unchecked="files of an older version, whose content could not be checked: {files}",
        comma=", ",
    ),
    "zh": RunsTexts(
        title="{work} 中的各次运行",
        sheet="最近的在前",
        none="还没有发布过任何运行结果。",
        id="编号",
        when="时间",
        size="大小",
        verdict="评定",
        state="状态",
        states={"current": "当前", "kept": "", "refused": "已拒绝"},
        damaged="模型已损坏",
        not_judged="未评定",
        note="各次运行之间未改变的文件只存一份，但在每次运行中都计入大小。"
        "用 --restore 编号 可将较早的一次运行恢复为当前。",
        is_current="runs:   {id} 已恢复为当前运行（{work}/current）；此前为 {before}",
        is_already="runs:   {id} 已经是当前运行，未作任何改动",
        is_sealed="runs:   {id} 已按现状加封",
        nothing="无",
        other_record="营销活动 {campaign}：其记录是当时的记录；运行 {before} "
        "首次列入名单或留作对照的客户不在其中，可能会被重新抽取；"
        "如果那份名单已经使用，请将 runs/{before} 中的 campaign-{campaign}.parquet 复制到 current/",
        unchecked="以下文件由旧版本写成，内容无法核对：{files}",
        comma="、",
    ),
}
