@105 line
@135 line
@140
