"""What the name alone shows of a listed party: a company, a public body, an organization, or a natural person.

US lists of the Departments of Commerce and State do not say whether an entry is a firm or a person. Natural persons are not
loaded, so their readers must decide by the name. The rule is one-sided on purpose: a name is taken for a person's only with
positive evidence (a title, or a given name or family name of the lists below at its head and nothing that speaks of an
organization), because losing a company from a list is worse than keeping a person.
"""

import re
from functools import cache

from rigour.names import extract_org_types


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NO_FORM = {
    *_set("ii yu ong sau is in at as na n.a. rf eg e.g. ps ay stg sad kb npo ca s.p. l.p. c.i.c. spa jv sc long gp charity"),
    "charitable organization",
    "joint venture",
}
"""Strings that rigour knows as legal forms but that in these lists are words, numerals, initials or charities."""
_FORM = re.compile(
    r"\b(?:corporation|corp|incorporated|company|co|limited|unlimited|concern|state enterprise|unitary enterprise)\b"
    r"|\b(?:s\.l\.|a\.s\.|s\.p\.a\.|s\.c\.)(?=$|[\s,)(])",
    re.IGNORECASE,
)
"""Forms that rigour leaves out, written out or with their full stops."""
_PUBLIC = re.compile(
    r"\bministry of\b|\bpublic security bureau\b|\bgovernment of\b|\bcentral bank of\b|\bpolice\b(?! college)|\bprisons?\b"
    r"|\bnavy\b|\bair force\b|\barmed forces general\b|\bsyrian (?:arab )?army\b|\bkorean people's army\b|\bborder guard\b"
    r"|\brevolutionary guard corps\b|\bintelligence (?:directorate|branch|service)\b|\bfederal security service\b"
    r"|\b(?:national|state|political) security (?:bureau|committee|directorate)\b|\bdepartment of (?:internal affairs|atomic energy)\b"
    r"|\binternal affairs directorate\b|\bdirectorate of internal affairs\b|\bstate duma\b|\bgeneral staff\b"
    r"|\batomic energy (?:commission|organization|organisation)\b|\bbureau of atomic energy\b|\bspace agency\b"
    r"|\bmunitions industry department\b|\breconnaissance general bureau\b|\bregulatory authority\b|\bprosecutors? office\b"
    r"|\binvestigative committee\b|\bstate administrative council\b|\bproduction and construction corps\b"
    r"|\bcustoms (?:service|administration)\b",
    re.IGNORECASE,
)
"""Phrases that name a public body. No bare "army" or "committee": armed groups and parties carry them too."""
_ORG_WORDS = _set("""
    academy accessories administration advanced aero aeroflot aeronautic aeronautical aerospace agency air aircraft airline
    airlines airport airways alloys anstalt army arsenal assembly associates association authority automation automobile
    automotive aviation bank base board body branch brigade broadcasting builders building bureau business capital cargo
    catering center centre chemical chemicals circuit clinic club co college combine command commerce commercial commission
    committee communication communications company complex component components computer computers computing concern concrete
    consortium construction consultancy consulting contracting control cooperation corp corporation corps council credit
    customs data defence defense department design development digital directorate display distribution division economic
    electric electrical electro electron electronic electronics elektronik energy engineer engineering engineers engines
    enterprise enterprises equipment establishment exchange exploration export exporters express fabrication facility factory
    farm federal federation ferry finance financial fleet flying forces forwarding foundation freight front fund fzc fzco fze
    gas general global glow government group guard hezbollah highway hizballah holding holdings hospital hotel house
    hydraulics image imaging impex import importers industria industrial industrie industries industry information innovation
    institute institution instrument instruments insurance integral integrated intelligence international internet investment
    investments jihad lab laboratories laboratory laser leasing light limited line lines logistics lojistik ltd machine
    machinery makina management manufacturing marine maritime market marketing materials mechanical media medical metal metals
    microelectronics microsystems military mineral mining ministry missile mission motor motors municipal municipality
    national naval navigation navy network networks nuclear office oil one optic optical optics optronics organisation
    organization outlet overseas parts party petrochemical petroleum pharma pharmaceutical phase photonics pipeline plant
    plants police port ports power precision press prison procurement product production products program project projects
    promoters properties propulsion province quality quantum radar radio railway refinery regiment region regional
    representative republic research reserve resources restaurant results robotics rocket sales sanat sanayi satellite school
    science sciences scientific sea security semiconductor sensors server service services ship shipbuilding shipping shipyard
    shop society software solutions space spare spares standards state station steel storage store strategic studies studio
    style supplies supply surplus system systems team tech technic technical technics technik technologies technology
    techonweb tekhnologii telecom telecommunication telecommunications telecoms television terminal test textile textiles tool
    tools tourism trade traders trading training transit transport transportation travel tronics troops trust turbine union
    unit united universal university vacuum ventures verein vertriebs vessel vision wings works workshop world yard zone
""")
"""Words that no personal name holds; read off the Entity List, the Denied Persons List and the ITAR debarments of 2022."""
_WEB = re.compile(r"\w\.(?:net|com|org)\b", re.IGNORECASE)
_TITLE = re.compile(r"(?:mr|mrs|ms|dr|prof|professor|captain|colonel|haji|mullah)\.? ", re.IGNORECASE)
_INDIVIDUAL = re.compile(r"\(.*\bindividual\b.*\)", re.IGNORECASE)
_NAME_ONLY = re.compile(r"[^\W\d_]+(?:[-.'\u2019?\"() ]+[^\W\d_]+)*[.\" )]*")
_GIVEN = _set("""
    abbas abd abdul abdulla abdullah abou adib ahmad ahmed ajab ala alberto aleksander aleksandr aleksei aleksey alex
    alexander alexandre alexei alexey ali amir ammar amr anastasiya anastassia anastasya anatolii anatoliy andrei andrey anna
    anton arash aref aristeidis arthur assadullah babak bahman basha behnam behnaz berge beverly brian buhary calvin cenk chas
    christof daniel david denis dick dimitar djamshid dmitri dmitriy dmitry donna donny edward elaheh elena eliyahu elizaveta
    emal ergin evgeni evgeny farhad farrokh farshid farzad fazal feroz fulya gala gerhard ghasem gotthard graham gulnihal
    gunther habib hakim hamed hamid hamideh hans hans-joachim hassan hermann hossein husayn huseyin ibrahim igor ilias iqbal
    iraj irina irum ivan jalal jalaluddin jamal jason jimmy joe john joseph kamran kapil karim khaled khalidee khalil khosrow
    kirill kosol kursad kurshid lev liubov luc luciano lufti luqman lyubka lyudmila mahdi mahmood mahmoud mahsa majid manfred
    manohar margarita maria mariana mariya mark maryan maxim mehdi mehmet mehran mehrdad mihaela mikhail milan moh mohamad
    mohamed mohammad mohammed mohd mohsen mojtaba moslem mostafa muhamad muhammad mujahid murat myra nahum naser natalie
    natalya nicolas niki nikolai nur oksana oleg olga parviz paul pavel payam peter petr philippe phillip qazi ralph ramil
    ravil resit reza roman rouhollah saeed sam sayyed sean selim sergei sergey seyed seyyed shaji shamsul sharon shawn shehab
    sher socrates stanislav suki syed taha thomas timofey timur vadim valentina valery vasili viktor vitaliy vladimir
    vladislav vyacheslav warren waseem yahya yekaterina yevgeniy yuliya yunus yuri yuriy zbynek zhelyaz zulkefli zurab
""")
_FAMILY_FIRST = _set(
    "chang chen cheung choe chu kang liao lim luo mok paek pak pan shao su tam tan tian wang wei wong yip zhao zhou zhu"
)
"""East Asian family names that open a name of two or three words; read off the same lists."""


@cache
def has_legal_form(name: str) -> bool:
    """Whether the name carries a legal form: as rigour knows them, or written out as corporation, company.

    >>> has_legal_form("AECC Aviation Power Co. Ltd."), has_legal_form("George Charles Budenz, II")
    (True, False)
    """
    found = extract_org_types(name.casefold())
    return any(matched.strip() not in _NO_FORM for matched, _ in found) or bool(_FORM.search(name))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", name.casefold())


@cache
def shown_organization(name: str) -> bool:
    """Whether the name itself shows an organization: a legal form, or a word that no personal name holds.

    >>> shown_organization("AL NASER AIRLINES"), shown_organization("BAYAN ELASHI")
    (True, False)
    """
    return has_legal_form(name) or not _ORG_WORDS.isdisjoint(_words(name)) or bool(_WEB.search(name))


def class_of(name: str) -> str:
    """Company, PublicBody or Organization, as the name shows it; Organization where it shows nothing.

    >>> class_of("Ministry of Defence"), class_of("NSO Group"), class_of("Huawei Tech. Investment Co.")
    ('PublicBody', 'Organization', 'Company')
    """
    if has_legal_form(name):
        return "Company"
    return "PublicBody" if _PUBLIC.search(name) else "Organization"


def is_person_like(name: str) -> bool:
    """Whether the name is evidently a natural person's.

    >>> is_person_like("Dmitry Andreev"), is_person_like("Su Bin"), is_person_like("Video Logic"), is_person_like("Beijing Tianhua")
    (True, True, False, False)
    """
    name = " ".join(name.split())
    if _INDIVIDUAL.search(name):
        return True
    if shown_organization(name):
        return False
    if _TITLE.match(name):
        return True
    words = name.split()
    if not 2 <= len(words) <= 5 or not _NAME_ONLY.fullmatch(name) or "and" in words:
        return False
    first = words[0].strip(".?\"'").casefold()
    if len(first) == 1 and len(words) == 2 and words[0].endswith("."):
        return True
    return first in _GIVEN or (first in _FAMILY_FIRST and len(words) <= 3)
