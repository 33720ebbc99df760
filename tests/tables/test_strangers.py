"""Files of other programs and countries are refused by their names; Chinese ones still are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from churnkit.errors import InputError
from churnkit.tables.reading import read_table

PRINTED = {
    "psql": (" id | spend\n----+-------\n  1 |    10\n  2 |    20\n(2 rows)\n", "psql"),
    "MySQL": ("+----+-------+\n| id | spend |\n+----+-------+\n|  1 |    10 |\n", "MySQL"),
    "SQL*Plus": ("\n        ID      SPEND\n---------- ----------\n         1         10\n", "SQL"),
    "dump": ("-- MySQL dump 10.13\n\nDROP TABLE IF EXISTS `c`;\n", "dump"),
    "inserts": ("INSERT INTO c VALUES (1,'a');\nINSERT INTO c VALUES (2,'b');\n", "dump"),
    "COPY": ("COPY public.c (id, spend) FROM stdin;\n1\t10\n\\.\n", "dump"),
    "R": ("  id spend\n1 C1    10\n2 C2    20\n", "printed by R"),
    "saved by R": ("RDX3\nX\n", "data of R"),
    "JSON lines": ('{"id": "C1", "x": {"y": [1]}}\n{"id": "C2"}\n', "JSON"),
}


@pytest.mark.parametrize(("text", "said"), PRINTED.values(), ids=PRINTED.keys())
def test_what_programs_print_is_told_by_name(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(InputError, match=said):
        read_table(tmp_path / "t.csv")


JAPANESE = "顧客,プラン,メモ\n1,ゴールド,こんにちは\n2,シルバー,ありがとうございます\n"
KOREAN = "고객,이름,도시\n1,김철수,서울\n2,이영희,부산\n3,박민수,대구\n"
CHINESE = "客户,姓名,城市\n1,张三,北京\n2,李四,上海\n3,王五,广州\n"


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        (JAPANESE, "cp932", "Shift-JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (KOREAN, "euc_kr", "EUC-KR"),
        (KOREAN, "cp949", "EUC-KR"),
    ],
)
def test_encodings_of_neighbours_are_told_by_name(
    text: str, codec: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode(codec))
    with pytest.raises(InputError, match=said):
        read_table(tmp_path / "t.csv")


@pytest.mark.parametrize("text", [CHINESE, CHINESE * 40, "客户,套餐\n1,是\n2,否\n3,金卡\n4,银卡\n"])
def test_chinese_tables_are_not_taken_for_others(text: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(text.encode("gbk"))
    assert any("GB18030" in note for note in read_table(tmp_path / "t.csv").notes)
