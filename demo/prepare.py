#!/usr/bin/env python3
"""Makes the compact extracts in demo/data from a folder of open source files.

Usage: python3 demo/prepare.py SOURCE [TARGET]

SOURCE holds the folders geo, arrivals, households and names with the files that demo/README.md lists, TARGET is
demo/data beside this script unless given. Only the standard library is used, nothing is drawn at random and nothing
is read from the network, so the same source gives the same bytes.

The extracts are read by a program that splits lines at semicolons and knows no quoting. That keeps the reader small,
and names of localities hold commas; `write` therefore refuses a field that would need a quote.
"""

import csv
import pathlib
import re
import sys
from collections import defaultdict

# Family names of heads of state and other people known everywhere. A drawn combination is never meant to be
# anybody; leaving these out spares the reader the thought.
TOO_WELL_KNOWN = {"الاسد", "كرزي", "حقاني", "بن لادن", "عرفات"}

# Latin forms that are Swedish names of their own, so that the Swedish count says nothing about the other name.
SWEDISH_NAMESAKES = {"Ola", "Hanna", "Dan", "Jan"}

# Everyday Ukrainian names that the shorter list happens to lack; their Latin forms are taken from the longer one.
EVERYDAY = {
    "f": "Катерина Юлія Дар'я Поліна Аліса Діана Інна Ніна Лідія Раїса Тамара Зінаїда Євгенія Олександра Єлизавета "
    "Уляна Зоряна Мирослава Злата Мілана Кіра Маргарита Яна Таїсія Валерія Вікторія",
    "m": "Микола Юрій Артем Максим Назар Роман Тарас Остап Євген Павло Олексій Ілля Денис Руслан Віталій Анатолій Леонід "
    "Данило Матвій Марко Кирило Тимофій Валерій Степан",
}

# How many of a large class of names are kept. More would cost bytes and show nothing new.
MOST_GIVEN, MOST_FAMILY, MOST_SWEDISH = 300, 400, 250

# The open class "7 or more persons" holds persons, not households. Its mean size is not in the source; the
# generator draws sizes from 7 to 12 with this mean, so the two agree.
MEAN_OF_SEVEN_OR_MORE = 8


def rows(path, delimiter=","):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def write(path, header, lines):
    text = [";".join(header)]
    for line in lines:
        fields = [str(field) for field in line]
        assert len(fields) == len(header), (path, line)
        assert not any(re.search(r'[";\r\n]', field) for field in fields), (path, line)
        text.append(";".join(fields))
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(text) - 1} rows, {path.stat().st_size} bytes")


def write_geography(source, target):
    municipalities = rows(source / "geo/kommuner.csv")
    sizes = defaultdict(dict)
    for row in rows(source / "households/se_hushallsstorlek_kommun_2019.csv"):
        sizes[row["kommunkod"]][row["hushallsstorlek"]] = int(row["personer_2019"] or 0)
    assert len(municipalities) == len(sizes) == 290

    write(
        target / "municipalities.csv",
        ["code", "name", "full_name", "county", "population_2019"],
        [(m["kommunkod"], m["namn"], m["namn_full"], m["lan"], sum(sizes[m["kommunkod"]].values())) for m in municipalities],
    )

    # Persons who live in households of a size, divided by that size, are households. The class of persons whose
    # household is unknown says nothing about sizes and is left out.
    labels = ["1 person"] + [f"{n} personer" for n in range(2, 7)] + ["7+ personer"]
    divisors = [1, 2, 3, 4, 5, 6, MEAN_OF_SEVEN_OR_MORE]
    write(
        target / "household_sizes.csv",
        ["code"] + [f"households_of_{n}" for n in range(1, 7)] + ["households_of_7_or_more"],
        [[code] + [round(sizes[code][label] / by) for label, by in zip(labels, divisors)] for code in sorted(sizes)],
    )

    localities = [
        (r["mun_code"].zfill(4), r["name"], int(r["pop"]), r["lat"], r["lon"]) for r in rows(source / "geo/tatorter_scb.csv")
    ]
    # A locality that crosses a border is counted to one municipality only: Solna lies wholly inside the locality of
    # Stockholm, and of Upplands Väsby the source leaves a hospital and a hamlet. Where most people are missing this
    # way, the municipality gets one more locality with its own name, the missing people, and no point.
    for m in municipalities:
        code, people = m["kommunkod"], sum(sizes[m["kommunkod"]].values())
        own = [l for l in localities if l[0] == code]
        missing = people - sum(l[2] for l in own)
        if missing > people / 2 and m["namn"] not in [l[1] for l in own]:
            localities.append((code, m["namn"], missing, "", ""))
            print("added locality:", code, m["namn"], missing)
    localities.sort(key=lambda l: (l[0], -l[2], l[1]))
    write(target / "localities.csv", ["code", "name", "population", "latitude", "longitude"], localities)


def write_arrivals(source, target):
    months = rows(source / "arrivals/sweden_tpd_asylum_monthly_2022_2024.csv")[:12]
    assert months[0]["month"] == "2022-03-01" and months[-1]["month"] == "2023-02-01"
    write(
        target / "arrivals.csv",
        ["month", "granted_temporary_protection"],
        [(m["month"][:7], m["tpd_new_grants"]) for m in months],
    )

    # A quota was proposed, decided and redistributed. The rows of a municipality stand in the order of their
    # standing, so that the last one is the one that held.
    standing = {
        "fordelningstal_2022_april_forslag": ("2022 april", "proposed", 0),
        "fordelningstal_2022_juli_forslag": ("2022 july", "proposed", 1),
        "fordelningstal_2022_juli_fore_omfordelning": ("2022 july", "decided", 2),
        "fordelningstal_2022_juli": ("2022 july", "decided", 3),
        "fordelningstal_2022_juli_efter_omfordelning": ("2022 july", "redistributed", 4),
        "fordelningstal_2023": ("2023", "decided", 5),
    }
    quotas, address = [], {}
    for row in rows(source / "arrivals/se_kommuntal_ukraina.csv"):
        # Later rows of a page give only its host; the address stands in the first.
        url = row["source_url"].removesuffix(" (stored page)")
        host = re.sub(r"^https?://(www\.)?", "", url).split("/")[0]
        if "/" in url:
            address[host] = url
        if row["variable"] in standing:
            period, state, order = standing[row["variable"]]
            quotas.append((row["kommunkod"], order, period, state, int(row["value"]), row["as_of"], address.get(host, url)))
    quotas.sort()
    write(
        target / "quotas.csv",
        ["code", "period", "standing", "people", "as_of", "source"],
        [(code, period, state, people, as_of, url) for code, _, period, state, people, as_of, url in quotas],
    )


class Sexes:
    """Tells the usual sex of a name from how many women and men in Sweden bear its Latin form."""

    def __init__(self, source):
        def count(file):
            return {r["name"].casefold(): int(r["persons_2020_12_31"]) for r in rows(source / "names" / file)}

        self.women, self.men = count("se_tilltalsnamn_kvinnor.csv"), count("se_tilltalsnamn_man.csv")

    def bearers(self, latin, sex):
        return (self.women if sex == "f" else self.men).get(latin.casefold(), 0)

    def of(self, latin):
        if latin in SWEDISH_NAMESAKES:
            return None
        women, men = self.bearers(latin, "f"), self.bearers(latin, "m")
        if women >= 3 and women >= 5 * men:
            return "f"
        if men >= 3 and men >= 5 * women:
            return "m"
        return None


def capital(text):
    return "-".join(part[:1].upper() + part[1:] for part in text.split("-"))


def father_names(name, language):
    """The spellings a patronymic of a father's name may have: for his sons and for his daughters."""
    if language == "uk":
        son, daughter, soft = "ович", "івна", ("йович", "ївна")
    else:
        son, daughter, soft = "ович", "овна", ("евич", "евна")
    stem = name[:-1]
    if name[-1] == "й":
        before = stem[:-1] + "ь" if language == "ru" and stem[-1] == "и" else stem
        return [(before + soft[0], before + soft[1]), (stem + soft[0], stem + soft[1])]
    if name[-1] == "ь":
        return [(stem + ("ьович" if language == "uk" else "евич"), stem + ("івна" if language == "uk" else "евна"))]
    if name[-1] == "о":
        return [(stem + son, stem + daughter)]
    if name[-1] in "ая":
        return [(stem + "йович", stem + "ївна"), (stem + "ович", stem + "івна"), (stem + "ич", stem + "ична")]
    return [(name + son, name + daughter)]


def slavic_names(source, sexes):
    faker = rows(source / "names/faker_names_by_locale.csv")
    translator = rows(source / "names/ukrainian_first_and_patronymic_uk_ru.csv")

    def of(locale, kind, sex):
        # Typographical and straight apostrophes are one letter here; the soft sign's apostrophe of the Russian
        # romanisation is dropped, as passports drop it.
        return {
            r["name"].replace("ʼ", "'"): r["official_transliteration"].replace("'", "")
            for r in faker
            if (r["locale"], r["kind"], r["sex"]) == (locale, kind, sex)
        }

    patronymics = {
        "uk": {
            capital(r["name_uk"]): capital(r["official_transliteration_kmu2010"]).replace("'", "")
            for r in translator
            if r["kind"] == "patronymic"
        },
        "ru": of("ru_RU", "patronymic", "m") | of("ru_RU", "patronymic", "f"),
    }

    # The Russian list knows more sons than daughters; her form follows from his by its ending.
    for son, latin in sorted(patronymics["ru"].items()):
        if son.endswith(("ович", "евич")):
            patronymics["ru"].setdefault(son[:-2] + "на", latin.removesuffix("ich") + "na")

    def with_patronymic(group, sex, name, latin, weight):
        found = ["", "", "", ""]
        known = patronymics[group]
        for son, daughter in father_names(name, group) if sex == "m" else []:
            if son in known and daughter in known:
                found = [son, known[son], daughter, known[daughter]]
                break
        return (group, sex, name, latin, weight, *found)

    given = []
    for sex in "fm":
        common = of("uk_UA", "given", sex)
        russian = of("ru_RU", "given", sex)
        everyday, rare, best = {}, {}, {}
        for r in translator:
            name, latin = capital(r["name_uk"]), capital(r["official_transliteration_kmu2010"])
            if r["kind"] != "first" or name in common or "-" in name or re.search("[лт]'", name):
                continue
            if name in EVERYDAY[sex].split():
                everyday[name] = latin
                continue
            bearers = sexes.bearers(latin, sex)
            twins = set(r["name_ru_variants"].split("|")) & set(russian)
            if twins and bearers:
                # Of several spellings of one name (Юлія, Юлия) the one most borne in Sweden stands for it.
                for twin in twins:
                    if bearers > best.get(twin, (0,))[0]:
                        best[twin] = (bearers, name, latin)
            elif sexes.of(latin) == sex and 10 <= bearers <= 400 and (name[-1] in "ая") == (sex == "f"):
                rare[name] = (bearers, latin)
        # No source says how common a name is in Ukraine. The weights are judgement, helped by whether the Latin form
        # is borne in Sweden at all.
        for name, latin in sorted(common.items()):
            given.append(with_patronymic("uk", sex, name, latin, 20 if sexes.bearers(latin, sex) >= 10 else 2))
        given += [with_patronymic("uk", sex, name, latin, 20) for name, latin in sorted(everyday.items())]
        twins = {name: latin for _, name, latin in best.values()}
        given += [with_patronymic("uk", sex, name, latin, 4) for name, latin in sorted(twins.items())]
        rarest = sorted(rare.items(), key=lambda item: (-item[1][0], item[0]))[: MOST_GIVEN // 2]
        given += [with_patronymic("uk", sex, name, latin, 1) for name, (_, latin) in sorted(rarest) if name not in twins]
        for name, latin in sorted(russian.items()):
            weight = 20 if sexes.bearers(latin, sex) >= 20 else 1
            given.append(with_patronymic("ru", sex, name, latin, weight))

    endings = {
        "uk": [("ський", "ська"), ("цький", "цька"), ("зький", "зька"), ("ий", "а"), ("ов", "ова"), ("ев", "ева"), ("єв", "єва"), ("ін", "іна"), ("їн", "їна")],
        "ru": [("ский", "ская"), ("цкий", "цкая"), ("ый", "ая"), ("ой", "ая"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ын", "ына")],
    }
    family = []
    for group, locale in (("uk", "uk_UA"), ("ru", "ru_RU")):
        men, women = of(locale, "family", "m"), of(locale, "family", "f")
        for name, latin in sorted(men.items()):
            hers = name if name in women else None
            for his_end, her_end in endings[group]:
                if name.endswith(his_end):
                    changed = name[: -len(his_end)] + her_end
                    hers = changed if changed in women else None
                    break
            if hers:
                family.append((group, name, latin, hers, women[hers], 1))
    return given, family


# What a name in Arabic script may begin and end with in Latin letters. Wikidata pairs the labels of a person, and a
# pair of labels does not always hold the same name; a pair whose ends do not agree is left out.
ARABIC_SOUNDS = {
    "ا": "aeiou", "ب": "bp", "پ": "p", "ت": "t", "ث": "t", "ج": "jgd", "ح": "h", "خ": "kh", "چ": "c", "د": "d", "ذ": "zd",
    "ر": "r", "ز": "z", "ژ": "z", "س": "s", "ش": "sc", "ص": "s", "ض": "dz", "ط": "t", "ظ": "zd", "ع": "aeiou", "غ": "gq",
    "ف": "f", "ق": "qgk", "ك": "kc", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "wvou", "ي": "yij",
}  # fmt: skip
ARABIC_ENDS = dict(ARABIC_SOUNDS, **{"ا": "ah", "ه": "aeht", "ي": "iyea", "و": "wouv", "ع": "aehi", "ء": "a", "غ": "gh", "ش": "h", "خ": "h", "ث": "hs"})  # fmt: skip


def same_name(arabic, latin):
    latin = latin.casefold()
    if arabic.startswith("ال") and not latin.startswith(("al", "el", "a")):
        arabic = arabic[2:]
    latin = re.sub(r"^(al|el|as|ar|ad|an|at|ash)-", "a", latin)
    fits = latin[0] in ARABIC_SOUNDS.get(arabic[0], "") and latin[-1] in ARABIC_ENDS.get(arabic[-1], "")
    return fits and 0.6 <= len(latin) / max(len(arabic), 1) <= 2.6


def arabic_script_names(source, sexes):
    table = rows(source / "names/arabic_script_names_by_country_wikidata.csv")

    def collect(countries, role, accept):
        """The commonest Latin form of each name, and how many people of the countries bear the name."""
        forms = defaultdict(lambda: defaultdict(int))
        for place, country in enumerate(countries):
            for r in table:
                arabic, latin = r["name_arabic_normalised"], r["name_latin"]
                if r["country"] != country or r["role"] != role or arabic in TOO_WELL_KNOWN:
                    continue
                if not re.fullmatch(r"[A-Za-z][a-z]+(-[A-Z][a-z]+)?", latin) or not re.fullmatch(r"\w+( \w+)?", arabic):
                    continue
                latin = capital(latin)
                if same_name(arabic, latin) and accept(latin):
                    # The first country is the group's own; neighbours only fill gaps.
                    forms[arabic][latin] += int(r["count"]) * (10 if place == 0 else 1)
        best = []
        for arabic, latins in forms.items():
            latin, _ = min(latins.items(), key=lambda item: (-item[1], item[0]))
            best.append((sum(latins.values()), arabic, latin))
        return sorted(best, key=lambda item: (-item[0], item[1]))

    def arabic_spelling(name, latin):
        # The source folds letters. What a final letter was before can be told from the sound.
        if name.endswith("ه") and latin[-1] in "ae":
            return name[:-1] + "ة"
        if name.endswith("ي") and latin[-1] == "a":
            return name[:-1] + "ى"
        return name

    def dari_spelling(name, _latin):
        return name.replace("ي", "ی").replace("ك", "ک")

    def somali_spelling(_name, _latin):
        # Somali is written in Latin letters; the Arabic label is a rendering, not the person's own spelling.
        return ""

    groups = [
        ("ar", ["SY", "LB", "PS", "JO", "IQ"], ["SY"], arabic_spelling),
        ("fa-AF", ["AF", "IR"], ["AF"], dari_spelling),
        ("so", ["SO", "DJ"], ["SO", "DJ"], somali_spelling),
    ]
    given, family = [], []
    for group, given_from, family_from, spelling in groups:
        for sex in "fm":
            seen = set()
            for count, arabic, latin in collect(given_from, "given", lambda latin, sex=sex: sexes.of(latin) == sex):
                if latin not in seen and len(seen) < MOST_GIVEN:
                    seen.add(latin)
                    given.append((group, sex, spelling(arabic, latin), latin, min(count, 400), "", "", "", ""))
        if group == "so":
            # A Somali is called by the own name and the names of father and grandfather: the second name is a
            # man's given name, and the same for brothers and sisters.
            family += [(group, "", latin, "", latin, w) for g, s, _, latin, w, *_ in given if g == "so" and s == "m"]
            continue
        seen = set()
        for count, arabic, latin in collect(family_from, "surname", lambda latin: True):
            if latin not in seen and len(seen) < MOST_FAMILY:
                seen.add(latin)
                own = spelling(arabic, latin)
                family.append((group, own, latin, own, latin, min(count, 60)))
    return given, family


def ethiopic_names(source):
    """Eritrean and Ethiopian names. The second name is the father's given name, so there are no family names."""
    given, family = [], []
    # How strongly the origin of a name speaks for each group; names of other origins are left out.
    likely = {"ti": {"tigrinya": 40, "biblical": 12, "geez": 12, "arabic": 4, "amharic": 2}, "am": {"amharic": 20, "biblical": 8, "oromo": 8, "geez": 4, "arabic": 4}}
    for group, weights in likely.items():
        for r in rows(source / "names/ethiopian_eritrean_given_names.csv"):
            if r["origin"] not in weights:
                continue
            weight = weights[r["origin"]] * (3 if r["freq_tier"] == "1" else 1)
            for sex, share in re.findall(r'"([fm])": ([\d.]+)', r["gender"]):
                if float(share) >= 0.4:
                    given.append((group, sex, r["fidel"], r["canonical_latin"], weight, "", "", "", ""))
                    if sex == "m":
                        family.append((group, r["fidel"], r["canonical_latin"], r["fidel"], r["canonical_latin"], weight))
    return given, family


def write_names(source, target):
    sexes = Sexes(source)
    given, family = [], []
    for part in (slavic_names(source, sexes), arabic_script_names(source, sexes), ethiopic_names(source)):
        given += part[0]
        family += part[1]
    write(
        target / "given_names.csv",
        ["group", "sex", "original", "latin", "weight", "son_of", "son_of_latin", "daughter_of", "daughter_of_latin"],
        given,
    )
    write(target / "family_names.csv", ["group", "man", "man_latin", "woman", "woman_latin", "weight"], family)

    swedish = []
    for kind, table in (("f", sexes.women), ("m", sexes.men)):
        top = sorted(table.items(), key=lambda item: (-item[1], item[0]))[:MOST_SWEDISH]
        swedish += [(kind, capital(name), count) for name, count in top]
    families = [
        (r["name"], round(float(r["weight"]) * 1_000_000))
        for r in rows(source / "names/faker_names_by_locale.csv")
        if (r["locale"], r["kind"]) == ("sv_SE", "family")
    ]
    swedish += [("family", name, weight) for name, weight in sorted(families, key=lambda item: (-item[1], item[0]))[:MOST_SWEDISH]]
    write(target / "swedish_names.csv", ["kind", "name", "weight"], swedish)


def check_digit_is_right(number):
    """The check digit over the last ten digits (modulus 10, weights 2 and 1)."""
    total = 0
    for place, digit in enumerate(number[2:]):
        product = int(digit) * (2 - place % 2)
        total += product // 10 + product % 10
    return total % 10 == 0


def write_identity_numbers(source, target):
    for kind in ("personnummer", "samordningsnummer"):
        numbers = sorted(set((source / f"names/se_test_{kind}.txt").read_text(encoding="ascii").split()))
        assert all(re.fullmatch(r"\d{12}", n) and check_digit_is_right(n) for n in numbers), kind
        # Nobody in reception is older than a hundred.
        write(target / f"test_{kind}.csv", ["number"], [(n,) for n in numbers if int(n[:4]) >= 1925])


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else pathlib.Path(__file__).parent / "data"
    target.mkdir(parents=True, exist_ok=True)
    write_geography(source, target)
    write_arrivals(source, target)
    write_names(source, target)
    write_identity_numbers(source, target)


if __name__ == "__main__":
    main()
