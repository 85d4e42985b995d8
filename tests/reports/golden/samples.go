goos: linux
goarch: amd64
cpu: AMD EPYC 9654 96-Core Processor
pkg: sample
BenchmarkSum/loop/n=1024	1000	1337.7 ns/op	3061.9720415638781 MB/s	4116 cycles/op
BenchmarkSum/loop/n=1024	1000	1351.42 ns/op	3030.8860309896259 MB/s	4116 cycles/op
BenchmarkSum/loop/n=1024	1001	1365.13986013986 ns/op	3000.4251722459853 MB/s	4116 cycles/op
BenchmarkSum/loop/n=1024	1001	1378.8591408591408 ns/op	2970.5717419749349 MB/s	4116 cycles/op
BenchmarkSum/loop/n=1024	1002	1392.5798403193612 ns/op	2941.3035299007788 MB/s	4116 cycles/op
BenchmarkSum/loop/n=1024	1002	1406.2994011976048 ns/op	2912.6087919200177 MB/s	4116 cycles/op
BenchmarkSum/loop/n=1048576	1000	1369992 ns/op	3061.5536441088707 MB/s	4215360 cycles/op
BenchmarkSum/loop/n=1048576	1000	1384043.2 ns/op	3030.4718812245169 MB/s	4215360 cycles/op
BenchmarkSum/loop/n=1048576	1001	1398094.3996003997 ns/op	3000.0148782505726 MB/s	4215360 cycles/op
BenchmarkSum/loop/n=1048576	1001	1412145.5994005995 ns/op	2970.1639843514135 MB/s	4215360 cycles/op
BenchmarkSum/loop/n=1048576	1002	1426196.7994011976 ns/op	2940.9012849846658 MB/s	4215360 cycles/op
BenchmarkSum/loop/n=1048576	1002	1440247.9990019959 ns/op	2912.2095659264219 MB/s	4215360 cycles/op
BenchmarkSum/simd/n=1024	1000	238.484 ns/op	17175.156404622532 MB/s	733.8 cycles/op
BenchmarkSum/simd/n=1024	1000	240.93 ns/op	17000.788610799817 MB/s	733.8 cycles/op
BenchmarkSum/simd/n=1024	1001	243.37662337662337 ns/op	16829.882604055496 MB/s	733.8 cycles/op
BenchmarkSum/simd/n=1024	1001	245.82217782217782 ns/op	16662.451029796641 MB/s	733.8 cycles/op
BenchmarkSum/simd/n=1024	1002	248.2684630738523 ns/op	16498.269451088378 MB/s	733.8 cycles/op
BenchmarkSum/simd/n=1024	1002	250.71457085828342 ns/op	16337.303356474109 MB/s	733.8 cycles/op
BenchmarkSum/simd/n=1048576	1000	595949.25 ns/op	7038.0221134601643 MB/s	1833690 cycles/op
BenchmarkSum/simd/n=1048576	1000	602061.55 ns/op	6966.5701123082845 MB/s	1833690 cycles/op
BenchmarkSum/simd/n=1048576	1001	608173.84915084916 ns/op	6896.554341914265 MB/s	1833690 cycles/op
BenchmarkSum/simd/n=1048576	1001	614286.14985014987 ns/op	6827.9319027836891 MB/s	1833690 cycles/op
BenchmarkSum/simd/n=1048576	1002	620398.44910179637 ns/op	6760.6616458704093 MB/s	1833690 cycles/op
BenchmarkSum/simd/n=1048576	1002	626510.749500998 ns/op	6694.7039669162432 MB/s	1833690 cycles/op
BenchmarkMemoize/recursive	1000	4095000 ns/op	12600000 cycles/op
BenchmarkMemoize/recursive	1000	4137000 ns/op	12600000 cycles/op
BenchmarkMemoize/recursive	1001	4179000 ns/op	12600000 cycles/op
BenchmarkMemoize/recursive	1001	4221000 ns/op	12600000 cycles/op
BenchmarkMemoize/recursive	1002	4263000 ns/op	12600000 cycles/op
BenchmarkMemoize/recursive	1002	4305000 ns/op	12600000 cycles/op
BenchmarkMemoize/lru	1000	792.089 ns/op	2437.2 cycles/op	2998 hits	96.875 hit_rate	128 currsize
BenchmarkMemoize/lru	1000	800.214 ns/op	2437.2 cycles/op	2998 hits	96.875 hit_rate	128 currsize
BenchmarkMemoize/lru	1001	808.33766233766232 ns/op	2437.2 cycles/op	2998 hits	96.875 hit_rate	128 currsize
BenchmarkMemoize/lru	1001	816.46153846153845 ns/op	2437.2 cycles/op	2998 hits	96.875 hit_rate	128 currsize
BenchmarkMemoize/lru	1002	824.58582834331332 ns/op	2437.2 cycles/op	2998 hits	96.875 hit_rate	128 currsize
BenchmarkMemoize/lru	1002	832.7095808383234 ns/op	2437.2 cycles/op	2998 hits	96.875 hit_rate	128 currsize
BenchmarkMemoize/table	1000	3802500 ns/op	11700000 cycles/op
BenchmarkMemoize/table	1000	3841500 ns/op	11700000 cycles/op
BenchmarkMemoize/table	1001	3880500 ns/op	11700000 cycles/op
BenchmarkMemoize/table	1001	3919499.9990009991 ns/op	11700000 cycles/op
BenchmarkMemoize/table	1002	3958499.9990019961 ns/op	11700000 cycles/op
BenchmarkMemoize/table	1002	3997499.9990019961 ns/op	11700000 cycles/op
BenchmarkMemoize/iterative_but_naive	1000	4085250 ns/op	12570000 cycles/op
BenchmarkMemoize/iterative_but_naive	1000	4127150 ns/op	12570000 cycles/op
BenchmarkMemoize/iterative_but_naive	1001	4169050 ns/op	12570000 cycles/op
BenchmarkMemoize/iterative_but_naive	1001	4210950 ns/op	12570000 cycles/op
BenchmarkMemoize/iterative_but_naive	1002	4252850 ns/op	12570000 cycles/op
BenchmarkMemoize/iterative_but_naive	1002	4294750 ns/op	12570000 cycles/op
BenchmarkMemoize/linked_list	1000	9360000 ns/op	28799999.999999996 cycles/op
BenchmarkMemoize/linked_list	1000	9456000 ns/op	28799999.999999996 cycles/op
BenchmarkMemoize/linked_list	1001	9552000 ns/op	28799999.999999996 cycles/op
BenchmarkMemoize/linked_list	1001	9647999.9990009982 ns/op	28799999.999999996 cycles/op
BenchmarkMemoize/linked_list	1002	9743999.9990019966 ns/op	28799999.999999996 cycles/op
BenchmarkMemoize/linked_list	1002	9840000 ns/op	28799999.999999996 cycles/op
BenchmarkBroken/fine	1000	11.992 ns/op	36.9 cycles/op
BenchmarkBroken/fine	1000	12.115 ns/op	36.9 cycles/op
BenchmarkBroken/fine	1001	12.237762237762238 ns/op	36.9 cycles/op
BenchmarkBroken/fine	1001	12.360639360639361 ns/op	36.9 cycles/op
BenchmarkBroken/fine	1002	12.484031936127744 ns/op	36.9 cycles/op
BenchmarkBroken/fine	1002	12.606786427145709 ns/op	36.9 cycles/op
BenchmarkBroken/empty	1000	0.302 ns/op	0.92999999999999994 cycles/op
BenchmarkBroken/empty	1000	0.305 ns/op	0.92999999999999994 cycles/op
BenchmarkBroken/empty	1001	0.30769230769230771 ns/op	0.92999999999999994 cycles/op
BenchmarkBroken/empty	1001	0.31068931068931072 ns/op	0.92999999999999994 cycles/op
BenchmarkBroken/empty	1002	0.31437125748502992 ns/op	0.92999999999999994 cycles/op
BenchmarkBroken/empty	1002	0.31736526946107785 ns/op	0.92999999999999994 cycles/op
BenchmarkBroken/gone	1000	0.877 ns/op	2.6999999999999997 cycles/op
BenchmarkBroken/gone	1000	0.886 ns/op	2.6999999999999997 cycles/op
BenchmarkBroken/gone	1001	0.8951048951048951 ns/op	2.6999999999999997 cycles/op
BenchmarkBroken/gone	1001	0.90409590409590412 ns/op	2.6999999999999997 cycles/op
BenchmarkBroken/gone	1002	0.91317365269461082 ns/op	2.6999999999999997 cycles/op
BenchmarkBroken/gone	1002	0.92215568862275454 ns/op	2.6999999999999997 cycles/op
