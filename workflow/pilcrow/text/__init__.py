"""From bytes as received to paragraphs: decoding, normalisation, corrections, layout, kinds,
speakers, sentences, and the way back.
"""
