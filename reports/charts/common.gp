# SPDX-License-Identifier: MIT
# What all charts share. Texts from outside are lines of $words and reach commands only as the value
# of said(), and every text is drawn as it is (noenhanced). Colours: reports/palette.c.
set encoding utf8
set datafile separator "\t"
set datafile commentschars ""
said(i) = substr($words[i], 2, strlen($words[i]))
set border 3 lc rgb colour_quiet
set tics nomirror out scale 0.5
set grid lt 1 lw 0.7 lc rgb colour_grid
set lmargin at screen plot_left
set rmargin at screen plot_right
set tmargin at screen 1 - (has_title ? 70.0 : 10.0) / pixels_high
set bmargin at screen 70.0 / pixels_high
# The finding starts at the left edge; what the chart is about is below it.
if (has_title) {
  set label 1 said(1) at screen 12.0 / pixels_wide, screen 1 - 22.0 / pixels_high left \
    noenhanced font sprintf(",%g", title_size)
  set label 2 said(2) at screen 12.0 / pixels_wide, screen 1 - 44.0 / pixels_high left \
    noenhanced textcolor rgb colour_quiet
}
# Between a sign and its name in a key; characters are coarse.
gap = is_text ? 2 : 1
# How large signs are: those of SVG come out half as large again.
sign = is_svg ? 0.7 : 1
