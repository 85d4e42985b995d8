# SPDX-License-Identifier: MIT
# What all charts share. Texts from outside are lines of $words and reach commands only as the value
# of said(), and every text is drawn as it stands (noenhanced).
set encoding utf8
set datafile separator "\t"
set datafile commentschars ""
said(i) = substr($words[i], 2, strlen($words[i]))
set border 3 lc rgb '#555555'
set tics nomirror out scale 0.5
set grid lt 1 lw 0.7 lc rgb '#d8d8d8'
# Okabe and Ito's palette, which the colour-blind tell apart; and each colour has its own shape.
set linetype 1 lc rgb '#0072B2' pt 7 lw 2
set linetype 2 lc rgb '#D55E00' pt 5 lw 2
set linetype 3 lc rgb '#009E73' pt 9 lw 2
set linetype 4 lc rgb '#CC79A7' pt 11 lw 2
set linetype 5 lc rgb '#E69F00' pt 13 lw 2
set linetype 6 lc rgb '#56B4E9' pt 6 lw 2
set linetype 7 lc rgb '#000000' pt 4 lw 2
set linetype 8 lc rgb '#0072B2' pt 8 lw 2 dt 2
set linetype 9 lc rgb '#D55E00' pt 10 lw 2 dt 2
set linetype 10 lc rgb '#009E73' pt 12 lw 2 dt 2
set linetype 11 lc rgb '#CC79A7' pt 14 lw 2 dt 2
set linetype 12 lc rgb '#E69F00' pt 15 lw 2 dt 2
set linetype cycle 12
# What the chart shows stands at the left edge, what it is about below.
set label 1 said(1) at screen 12.0 / pixels_wide, screen 1 - 22.0 / pixels_high left noenhanced \
  font ",13"
set label 2 said(2) at screen 12.0 / pixels_wide, screen 1 - 44.0 / pixels_high left noenhanced \
  textcolor rgb '#555555'
