@100 make
@102 again
@104 again
@110 x
