"""Promise: a figure's file is made smaller without changing what is seen."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from pilcrow.figures.compact import compact

DRAWING = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" width="72pt" height="72pt" viewBox="0 0 72 72">
 <title>One &lt; two /&gt; three</title>
 <metadata><a>said elsewhere</a></metadata>
 <g id="figure_1">
  <g id="patch_1"><path d="M 0 72 L 72 72 z" style="fill: none"/></g>
  <g id="text_1">
   <!-- x -->
   <g style="fill: #5c5a55" transform="translate(10.123456 20) scale(0.075 -0.075)">
    <defs><path id="Serif-1" d="M 1606 -83
C 2278 -83 2944 480.5 2944 2061
z
" transform="scale(0.015625)"/></defs>
    <use xlink:href="#Serif-1"/>
    <use xlink:href="#Serif-1" transform="translate(50.0001 0)"/>
    <use xlink:href="#Serif-1" transform="translate(50 3)"/>
   </g>
  </g>
  <path d="M 0.004 1.996 L 12.5 3" clip-path="url(#p1)" style="fill: #f3f1ec"/>
 </g>
 <defs><clipPath id="p1"><rect x="0" y="0" width="10" height="10"/></clipPath></defs>
</svg>
"""  # noqa: E501


def test_what_is_seen_stays() -> None:
    small = compact(DRAWING)
    root = ElementTree.fromstring(small)
    assert root.attrib == {"width": "72pt", "height": "72pt", "viewBox": "0 0 72 72"}
    assert small.count("<use") == 3
    assert 'd="m100-5c42,0,84,35,84,134z"' in small
    assert 'transform="translate(10.12 20) scale(0.01875 -0.01875)"' in small
    assert "<title>One &lt; two /&gt; three</title>" in small
    assert 'd="M0,2L12.5,3"' in small


def test_every_reference_has_its_target() -> None:
    small = compact(DRAWING)
    targets = re.findall(r'\bid="([^"]+)"', small)
    assert len(targets) == len(set(targets)) == 2
    assert {
        one or other for one, other in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', small)
    } == set(targets)


def test_only_a_plain_shift_becomes_a_place() -> None:
    small = compact(DRAWING)
    assert 'x="200"' in small  # four hundredths of the em, as the outlines
    assert 'transform="translate(200 12)"' in small


def test_what_lies_within_its_frame_is_not_clipped() -> None:
    assert "clip" in compact(DRAWING)
    assert "clip" not in compact(DRAWING.replace("12.5", "2.5"))


def test_a_word_that_is_set_twice_is_written_once() -> None:
    line = '<use xlink:href="#Serif-1"/>'
    again = DRAWING.replace(line, line + line.replace("/>", ' transform="translate(40 0)"/>'))
    again = again.replace("<use xlink:href", '<use xlink:href="#gap"/><use xlink:href', 1)
    group = re.search(r'<g style="fill: #5c5a55".*?</g>', again, re.DOTALL)
    assert group
    gap = '<path id="gap" transform="scale(0.015625)"/>'
    text = group[0].replace("<defs>", f"<defs>{gap}")
    other = re.sub("<defs>.*?</defs>", "", text, flags=re.DOTALL).replace("(10.123456", "(30")
    small = compact(again.replace(group[0], text + other))
    assert small.count("<use") == 3 + 1 + 1 + 1 and len(re.findall(r'<g id="(\w+)">', small)) == 1


def test_what_nobody_sees_goes() -> None:
    small = compact(DRAWING)
    for gone in ("metadata", "patch_1", "<!--", "figure_1", "fill: none", "\n <"):
        assert gone not in small
    assert compact(small) == small, "once is enough"
