# The counts of counts.csv, by quanteda. README.md says which version made them.
#
#     Rscript lookup.R FOLDER-OF-SPEECHES cases.yaml FOLDER-OF-DICTIONARIES > counts.csv
#
suppressWarnings(suppressMessages(library(quanteda)))
quanteda_options(threads = 1)
# A line is a case, a text, a paragraph (0: the whole text at once), and the keys found with their counts, a space in a key written as "_".
# Paragraphs are the lines that are not empty. Where unmatched words are kept (exclusive = FALSE), "-" counts them, signs left out.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
cases <- yaml::read_yaml(arguments[2])$cases
dictionaries <- arguments[3]

read_texts <- function(name) {
    lines <- readLines(file.path(folder, paste0(name, ".txt")), encoding = "UTF-8", warn = FALSE)
    lines <- lines[nzchar(trimws(lines))]
    c(paste(lines, collapse = "\n\n"), lines)
}

# quanteda's own reader of .ykd repeats the keys of one category in the next (4.3.1); this one takes them as they stand in the file.
read_categories <- function(node) {
    categories <- xml2::xml_find_all(node, "cnode")
    patterns <- xml2::xml_attr(xml2::xml_find_all(node, "pnode"), "name")
    found <- lapply(categories, read_categories)
    names(found) <- xml2::xml_attr(categories, "name")
    if (length(patterns)) c(list(patterns), found) else found
}

read_dictionary <- function(file) {
    path <- file.path(dictionaries, file)
    if (grepl("\\.ykd$", file)) {
        dictionary(read_categories(xml2::xml_find_first(xml2::read_xml(path), "/dictionary/cnode")), tolower = FALSE)
    } else {
        found <- dictionary(file = path, tolower = FALSE)
        # Of the line "+positive#008800" of an .lc3 the name is taken, where quanteda keeps the whole line.
        if (grepl("\\.lc3$", file)) names(found) <- sub("^\\+(.*?)(#[0-9A-Fa-f]{6})?$", "\\1", names(found), perl = TRUE)
        found
    }
}

cat("case,text,paragraph,counts\n")
speeches <- c("1933-Roosevelt", "1961-Kennedy", "1981-Reagan", "2009-Obama")
for (case in cases) {
    dictionary <- read_dictionary(case$dictionary)
    how <- case[setdiff(names(case), c("name", "dictionary", "texts", "function", "signs"))]
    for (text in if (is.null(case$texts)) speeches else case$texts) {
        split <- if (identical(case$signs, "gaps")) {
            tokens(read_texts(text), remove_punct = TRUE, remove_symbols = TRUE, padding = TRUE)
        } else {
            tokens(read_texts(text))
        }
        if (identical(case[["function"]], "dfm_lookup")) {
            found <- do.call(dfm_lookup, c(list(dfm(split), dictionary), how))
            keys <- colnames(found)
        } else {
            found <- dfm(do.call(tokens_lookup, c(list(split, dictionary), how)), tolower = FALSE)
            keys <- colnames(dfm(do.call(tokens_lookup, c(list(split, dictionary), modifyList(how, list(exclusive = TRUE)))), tolower = FALSE))
            if (isFALSE(how$exclusive)) keys <- toupper(keys)
        }
        words <- setdiff(colnames(found), keys)
        words <- words[stringi::stri_detect_regex(words, "[\\p{L}\\p{N}]")]
        counts <- cbind(as.matrix(found[, intersect(keys, colnames(found))]), "-" = Matrix::rowSums(found[, words]))
        counts <- counts[, order(colnames(counts), method = "radix"), drop = FALSE]
        for (row in seq_len(nrow(counts))) {
            here <- which(counts[row, ] > 0)
            cells <- paste0(gsub(" ", "_", colnames(counts)[here]), "=", counts[row, here])
            cat(case$name, ",", text, ",", row - 1, ",", paste(if (length(here)) cells, collapse = " "), "\n", sep = "")
        }
    }
}
