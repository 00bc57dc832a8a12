"""Name figures, tables, equations and callouts in the language of the report.

English serves for a language that is missing here.
"""

from __future__ import annotations

LABELS: dict[str, dict[str, str]] = {
    "en": {
        "fig": "Figure",
        "tbl": "Table",
        "eq": "Equation",
        "lst": "Listing",
        "nte": "Note",
        "tip": "Tip",
        "wrn": "Warning",
        "imp": "Important",
        "cau": "Caution",
    },
    "de": {
        "fig": "Abbildung",
        "tbl": "Tabelle",
        "eq": "Gleichung",
        "lst": "Listing",
        "nte": "Hinweis",
        "tip": "Tipp",
        "wrn": "Warnung",
        "imp": "Wichtig",
        "cau": "Vorsicht",
    },
    "fr": {
        "fig": "Figure",
        "tbl": "Tableau",
        "eq": "Équation",
        "lst": "Listing",
        "nte": "Note",
        "tip": "Conseil",
        "wrn": "Avertissement",
        "imp": "Important",
        "cau": "Mise en garde",
    },
    "es": {
        "fig": "Figura",
        "tbl": "Tabla",
        "eq": "Ecuación",
        "lst": "Listado",
        "nte": "Nota",
        "tip": "Consejo",
        "wrn": "Advertencia",
        "imp": "Importante",
        "cau": "Precaución",
    },
    "ru": {
        "fig": "Рисунок",
        "tbl": "Таблица",
        "eq": "Уравнение",
        "lst": "Листинг",
        "nte": "Примечание",
        "tip": "Совет",
        "wrn": "Предупреждение",
        "imp": "Важно",
        "cau": "Осторожно",
    },
    "it": {
        "fig": "Figura",
        "tbl": "Tabella",
        "eq": "Equazione",
        "lst": "Listato",
        "nte": "Nota",
        "tip": "Suggerimento",
        "wrn": "Avvertenza",
        "imp": "Importante",
        "cau": "Attenzione",
    },
}


def label(kind: str, language: str) -> str:
    """Return the name of a kind of numbered thing: fig, tbl, eq, lst, nte, tip, wrn, imp or cau."""
    return LABELS.get(language.split("-")[0].lower(), LABELS["en"])[kind]


# Words before numbers, of the title block, and beside the names of the authors.
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "section": "Section",
        "appendix": "Appendix",
        "abstract": "Abstract",
        "keywords": "Keywords",
        "contents": "Contents",
        "corresponding": "corresponding author",
        "equal": "equal contributor",
        "roles": "roles",
        "funding": "Funding",
        "licence": "Licence",
        "categories": "Categories",
    },
    "de": {
        "section": "Abschnitt",
        "appendix": "Anhang",
        "abstract": "Zusammenfassung",
        "keywords": "Schlagwörter",
        "contents": "Inhalt",
        "corresponding": "Korrespondenz",
        "equal": "zu gleichen Teilen beteiligt",
        "roles": "Rollen",
        "funding": "Förderung",
        "licence": "Lizenz",
        "categories": "Kategorien",
    },
    "fr": {
        "section": "Section",
        "appendix": "Annexe",
        "abstract": "Résumé",
        "keywords": "Mots-clés",
        "contents": "Table des matières",
        "corresponding": "auteur correspondant",
        "equal": "contribution égale",
        "roles": "rôles",
        "funding": "Financement",
        "licence": "Licence",
        "categories": "Catégories",
    },
    "es": {
        "section": "Sección",
        "appendix": "Apéndice",
        "abstract": "Resumen",
        "keywords": "Palabras clave",
        "contents": "Índice",
        "corresponding": "autor de correspondencia",
        "equal": "contribución igual",
        "roles": "funciones",
        "funding": "Financiación",
        "licence": "Licencia",
        "categories": "Categorías",
    },
    "ru": {
        "section": "Раздел",
        "appendix": "Приложение",
        "abstract": "Аннотация",
        "keywords": "Ключевые слова",
        "contents": "Содержание",
        "corresponding": "автор для переписки",
        "equal": "равный вклад",
        "roles": "роли",
        "funding": "Финансирование",
        "licence": "Лицензия",
        "categories": "Категории",
    },
    "it": {
        "section": "Sezione",
        "appendix": "Appendice",
        "abstract": "Sommario",
        "keywords": "Parole chiave",
        "contents": "Indice",
        "corresponding": "autore corrispondente",
        "equal": "pari contributo",
        "roles": "ruoli",
        "funding": "Finanziamento",
        "licence": "Licenza",
        "categories": "Categorie",
    },
}


def word(name: str, language: str) -> str:
    """Return a word that Pilcrow prints beside the scholar's front matter."""
    return WORDS.get(language.split("-")[0].lower(), WORDS["en"])[name]
