/** A helper lambda that is bound in front of an expression when the expression needs it. */
export interface Helper {
  /** Its JSONata; `$jq_name` is the helper of that name. */
  readonly text: string;
  /** True when calling it can raise an error. */
  readonly raises: boolean;
}

function total(text: string): Helper {
  return { text, raises: false };
}

function raising(text: string): Helper {
  return { text, raises: true };
}

/**
 * The helpers. Their rules:
 *  - arrays stay arrays: `[$map(…)[]]` keeps single items and nested arrays, and takes linear time
 *  - `n` and `w` do not look at what they are given, so that data which may not be read at a place can still pass through them
 *  - none of them but `rec` calls itself, so that the tier check can follow them to their end
 */
export const HELPERS = {
  /** null for what is missing */
  n: total('function($v){$merge([{"v":null},{"v":$v}]).v}'),
  /** an array of the one value */
  w: total('function($v){[$each($merge([{"v":null},{"v":$v}]),function($i){$i})[]]}'),
  /** jq's truth */
  t: total('function($v){$v!=null and $v!=false}'),
  /** one array of an array of arrays */
  cat: total('function($a){[$a.$[]]}'),
  /** tostring */
  s: total('function($v){$exists($v)?$string($v):"null"}'),
  /** type */
  ty: total('function($v){$exists($v)?$type($v):"null"}'),
  /** an object for $merge; nothing for null */
  o: raising('function($v){$v[$count($keys($))>0]}'),
  num: raising('function($v){$type($v)="number"?$v:$error("a number is needed")}'),
  str: raising('function($v){$type($v)="string"?$v:$error("a string is needed")}'),
  arr: raising('function($v){$type($v)="array"?$v:$error("an array is needed")}'),
  /** an array, also for null */
  lst: raising('function($v){$not($v!=null) or $v=0 or $v="" or $v={}?[]:$type($v)="array"?$v:$error("an array is needed")}'),
  /** .[] */
  it: raising('function($v){$type($v)="array"?$v:$type($v)="object"?[$each($v,function($i){$i})[]]:$error("only arrays and objects have items")}'),
  /** .[]? */
  ito: total('function($v){$type($v)="array"?$v:$type($v)="object"?[$each($v,function($i){$i})[]]:[]}'),
  /** .[$k] */
  ix: raising('function($v,$k){$type($k)="array"?$error("an array cannot be an index"):$type($v)="object" and $type($k)="string"?$lookup($v,$k):$type($v)="array" and $type($k)="number"?$v[$k]:null}'),
  /** .[$k]? among others: none or one */
  ixo: total('function($v,$k){$not($v!=null) or $type($v)=($type($k)="number"?"array":"object")?$jq_w($jq_ix($v,$k)):[]}'),
  /** .[$f:$t] */
  sl: raising(
    'function($v,$f,$t){$not($v!=null)?null:($n:=$type($v)="string"?$length($v):$count($jq_arr($v));$x:=$f=null?0:$f<0?$max([0,$n+$floor($f)]):$floor($f);$y:=$t=null?$n:$t<0?$n+$ceil($t):$ceil($t);$type($v)="string"?($y>$x?$substring($v,$x,$y-$x):""):[$filter($v,function($i,$k){$k>=$x and $k<$y})[]])}',
  ),
  add: raising(
    'function($a,$b){$not($a!=null)?$jq_n($b):$not($b!=null)?$a:$type($a)!=$type($b)?$error("values of two types cannot be added"):$type($a)="number"?$a+$b:$type($a)="string"?$a&$b:$type($a)="array"?$append($a,$b):$type($a)="object"?$merge([$a,$b]):$error("booleans cannot be added")}',
  ),
  sub: raising(
    'function($a,$b){$type($a)="number" and $type($b)="number"?$a-$b:$type($a)="array" and $type($b)="array"?[$filter($a,function($i){$not($exists($filter($b,function($j){$j=$i})[]))})[]]:$error("only numbers and arrays can be subtracted")}',
  ),
  mul: raising(
    'function($a,$b){$type($a)="number" and $type($b)="number"?$a*$b:$type($a)="object" and $type($b)="object"?$jq_mrg($a,$b):$type($a)="string" and $type($b)="number"?$jq_rep($a,$b):$type($b)="string" and $type($a)="number"?$jq_rep($b,$a):$error("these values cannot be multiplied")}',
  ),
  rep: raising('function($s,$n){$n>=1 and $n=$floor($n)?$join([$map([1..$n],function($i){$s})[]]):$error("a string can be repeated a whole number of times only")}'),
  /** deep merge of objects; the helpers behind it are its lower levels */
  mrg: raising(
    'function($a,$b){$merge($append([$a,$b],[$map([$keys($b)],function($k){$type($lookup($a,$k))="object" and $type($lookup($b,$k))="object"?{$k:$jq_mr2($lookup($a,$k),$lookup($b,$k))}:{}})]))}',
  ),
  mr2: raising(
    'function($a,$b){$merge($append([$a,$b],[$map([$keys($b)],function($k){$type($lookup($a,$k))="object" and $type($lookup($b,$k))="object"?{$k:$jq_mr3($lookup($a,$k),$lookup($b,$k))}:{}})]))}',
  ),
  mr3: raising(
    'function($a,$b){$merge($append([$a,$b],[$map([$keys($b)],function($k){$type($lookup($a,$k))="object" and $type($lookup($b,$k))="object"?{$k:$error("objects are merged three levels deep")}:{}})]))}',
  ),
  div: raising('function($a,$b){$type($a)="number" and $type($b)="number"?($b=0?$error("division by zero"):$a/$b):$jq_spl($jq_str($a),$jq_str($b))}'),
  mod: raising('function($a,$b){($x:=$jq_tr($jq_num($a));$y:=$jq_tr($jq_num($b));$y=0?$error("division by zero"):$x%$y)}'),
  /** towards zero */
  tr: total('function($n){$n<0?$ceil($n):$floor($n)}'),
  /** half away from zero */
  rnd: total('function($n){$n<0?-$floor(0.5-$n):$floor($n+0.5)}'),
  /** place of a type in jq's order */
  rk: total('function($v){$not($v!=null)?0:$v=false?1:$v=true?2:$lookup({"number":3,"string":4,"array":5,"object":6},$type($v))}'),
  /** order of scalars: below, at or above zero */
  c1: raising(
    'function($a,$b){($x:=$jq_rk($a);$y:=$jq_rk($b);$x!=$y?$x-$y:$x<3 or $a=$b?0:$x<5?($a<$b?-1:1):$error("arrays and objects are ordered by their scalars only"))}',
  ),
  /** order of two lists of scalars, of two lists of such lists */
  cl1: raising('function($a,$b){($d:=$reduce($zip($a,$b),function($r,$p){$r!=0?$r:$jq_c1($p[0],$p[1])},0);$d!=0?$d:$count($a)-$count($b))}'),
  cl2: raising('function($a,$b){($d:=$reduce($zip($a,$b),function($r,$p){$r!=0?$r:$jq_c2($p[0],$p[1])},0);$d!=0?$d:$count($a)-$count($b))}'),
  /** order of values, arrays and objects of scalars included */
  c2: raising(
    'function($a,$b){$type($a)="array" and $type($b)="array"?$jq_cl1($a,$b):$type($a)="object" and $type($b)="object"?($k:=$sort([$keys($a)]);$d:=$jq_cl1($k,$sort([$keys($b)]));$d!=0?$d:$reduce($k,function($r,$i){$r!=0?$r:$jq_c1($lookup($a,$i),$lookup($b,$i))},0)):$jq_c1($a,$b)}',
  ),
  /** order of values, one level deeper */
  c: raising(
    'function($a,$b){$type($a)="array" and $type($b)="array"?$jq_cl2($a,$b):$type($a)="object" and $type($b)="object"?($k:=$sort([$keys($a)]);$d:=$jq_cl1($k,$sort([$keys($b)]));$d!=0?$d:$reduce($k,function($r,$i){$r!=0?$r:$jq_c2($lookup($a,$i),$lookup($b,$i))},0)):$jq_c1($a,$b)}',
  ),
  len: raising(
    'function($v){$not($v!=null)?0:$type($v)="array"?$count($v):$type($v)="string"?$length($v):$type($v)="object"?$count($keys($v)):$type($v)="number"?$abs($v):$error("a boolean has no length")}',
  ),
  keys: raising('function($v){$type($v)="object"?$sort([$keys($v)]):$type($v)="array"?[0..$count($v)-1]:$error("only arrays and objects have keys")}'),
  ku: raising('function($v){$type($v)="object"?[$keys($v)]:$type($v)="array"?[0..$count($v)-1]:$error("only arrays and objects have keys")}'),
  has: raising(
    'function($v,$k){$not($v!=null)?false:$type($v)="object" and $type($k)="string"?$exists($lookup($v,$k)):$type($v)="array" and $type($k)="number"?$k>=0 and $k<$count($v):$error("has() needs an object and a string or an array and a number")}',
  ),
  /** to_entries */
  te: raising(
    'function($v){$type($v)="object"?[$each($v,function($i,$k){{"key":$k,"value":$i}})[]]:$type($v)="array"?[$map($v,function($i,$k){{"key":$k,"value":$i}})[]]:$error("only arrays and objects have entries")}',
  ),
  /** from_entries */
  fe: raising(
    'function($a){$merge([$map($jq_it($a),function($e){($k:=$e.key!=null?$e.key:$jq_t($e.k)?$e.k:$jq_t($e.name)?$e.name:$jq_t($e.Name)?$e.Name:$jq_t($e.K)?$e.K:$e.Key;{$jq_s($k):$exists($e.value)?$e.value:$exists($e.v)?$e.v:$jq_n($e.Value)})})[]])}',
  ),
  tn: raising('function($v){$type($v)="number"?$v:$jq_isn($v)?$number($v):$error("this cannot be read as a number")}'),
  /** reads as a number */
  isn: total('function($v){$type($v)="string" and $contains($v,/^-?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/)}'),
  /** tonumber?: none or one */
  tno: total('function($v){$type($v)="number"?[$v]:$jq_isn($v)?[$number($v)]:[]}'),
  /** tojson */
  tj: total('function($v){($x:=$string($jq_w($v));$substring($x,1,$length($x)-2))}'),
  spl: total('function($s,$d){$s=""?[]:$d=""?[$map([0..$length($s)-1],function($i){$substring($s,$i,1)})]:[$split($s,$d)]}'),
  join: raising(
    'function($a,$s){$join([$map($jq_it($a),function($i){$i=null?"":$type($i)="array" or $type($i)="object"?$error("only scalars can be joined"):$string($i)})],$s)}',
  ),
  /** startswith, false for what is no string */
  sw: total('function($v,$p){$type($v)="string" and $type($p)="string" and $substring($v,0,$length($p))=$p}'),
  /** endswith, false for what is no string */
  ew: total('function($v,$p){$type($v)="string" and $type($p)="string" and $length($v)>=$length($p) and $substring($v,$length($v)-$length($p))=$p}'),
  lt: total('function($v,$p){$jq_sw($v,$p)?$substring($v,$length($p)):$v}'),
  rt: total('function($v,$p){$jq_ew($v,$p)?$substring($v,0,$length($v)-$length($p)):$v}'),
  down: raising('function($v){$replace($jq_str($v),/[A-Z]+/,function($m){$lowercase($m.match)})}'),
  up: raising('function($v){$replace($jq_str($v),/[a-z]+/,function($m){$uppercase($m.match)})}'),
  /** position of a text in another */
  idx: raising('function($v,$p){$not($v!=null) or $p=""?null:$contains($jq_str($v),$jq_str($p))?$length($substringBefore($v,$p)):null}'),
  /** contains of scalars */
  k1: raising('function($a,$b){$type($a)="string" and $type($b)="string"?$contains($a,$b):$type($b)="array" or $type($b)="object"?$error("contains() looks three levels deep"):$jq_n($a)=$jq_n($b)}'),
  /** contains of arrays and objects of scalars */
  k2: raising(
    'function($a,$b){$jq_ty($a)!=$jq_ty($b)?false:$type($b)="array"?$not($exists($filter($b,function($j){$not($exists($filter($a,function($i){$jq_ty($i)=$jq_ty($j) and $jq_k1($i,$j)})[]))})[])):$type($b)="object"?$not($exists($filter([$keys($b)],function($k){$not($exists($lookup($a,$k)) and $jq_ty($lookup($a,$k))=$jq_ty($lookup($b,$k)) and $jq_k1($lookup($a,$k),$lookup($b,$k)))}))):$jq_k1($a,$b)}',
  ),
  contains: raising(
    'function($a,$b){$jq_ty($a)!=$jq_ty($b) or $type($a)="boolean"?$error("these values cannot contain each other"):$type($b)="array"?$not($exists($filter($b,function($j){$not($exists($filter($a,function($i){$jq_k2($i,$j)})[]))})[])):$type($b)="object"?$not($exists($filter([$keys($b)],function($k){$not($exists($lookup($a,$k)) and $jq_k2($lookup($a,$k),$lookup($b,$k)))}))):$jq_k1($a,$b)}',
  ),
  /** pairs of key and value in the order of their keys */
  sk: raising('function($p){[$sort($p,function($a,$b){$jq_c($a.k,$b.k)>0})]}'),
  /** values of pairs */
  vs: total('function($p){[$map($p,function($i){$i.v})[]]}'),
  sort: raising('function($a){[$sort($jq_arr($a),function($x,$y){$jq_c($x,$y)>0})]}'),
  /** first pair of each key, of pairs in order */
  fst: total('function($p){[$map([$filter($zip($p,$append([{}],$p)),function($i){$not($i[0].k=$i[1].k)})[]],function($i){$i[0]})]}'),
  /** groups of pairs in order */
  grp: total('function($p){[$map($jq_fst($p),function($f){[$map([$filter($p,function($i){$i.k=$f.k})[]],function($i){$i.v})[]]})[]]}'),
  min: raising('function($p){$jq_n($reduce($p,function($m,$i){$jq_c($i.k,$m.k)<0?$i:$m}).v)}'),
  max: raising('function($p){$jq_n($reduce($p,function($m,$i){$jq_c($i.k,$m.k)>=0?$i:$m}).v)}'),
  /** one level of flatten */
  fl1: total('function($a){$jq_cat([$map($a,function($i){$type($i)="array"?$i:$jq_w($i)})[]])}'),
  /** flatten, as many levels as there are, up to a number */
  flat: total('function($a,$n){$reduce([1..$n],function($r,$k){$exists($filter($r,function($i){$type($i)="array"})[])?$jq_fl1($r):$r},$a)}'),
  range: raising(
    'function($f,$t,$s){($x:=$jq_num($f);$y:=$jq_num($t);$z:=$jq_num($s);$n:=$z=0?0:$ceil(($y-$x)/$z);$n<=0?[]:[$map([0..$n-1],function($i){$x+$i*$z})])}',
  ),
  /** .. */
  rec: total('function($v){$append($jq_w($v),$jq_cat([$map($jq_ito($v),function($i){$jq_rec($i)})[]]))}'),
  /** the first of a list that may be empty */
  one: raising('function($s){$count($s)=0?$error("the expression yields no value"):$s[0]}'),
  td: raising('function($v){$fromMillis($jq_tr($jq_num($v))*1000,"[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]Z")}'),
  fd: raising('function($v){$contains($jq_str($v),/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/)?$toMillis($v)/1000:$error("this is no point in time as todate writes it")}'),
  /** the value without one member */
  del: total('function($v,$k){$type($v)="object"?$merge([$sift($v,function($i,$j){$j!=$k})]):$jq_n($v)}'),
  /** base64 of the UTF-8 bytes: $base64encode takes each character for one byte */
  b64: total('function($v){$base64encode($parse("\\""&$replace($encodeUrlComponent($jq_s($v)),/%([0-9A-F]{2})/,"\\\\u00$1")&"\\""))}'),
  uri: total("function($v){$replace($replace($replace($replace($replace($encodeUrlComponent($jq_s($v)),'!','%21'),\"'\",'%27'),'(','%28'),')','%29'),'*','%2A')}"),
} as const satisfies { readonly [name: string]: Helper };

/** The name of a helper. */
export type HelperName = keyof typeof HELPERS;

/** Helpers that a helper's text names, itself included when it calls itself. */
export function helpersIn(text: string): readonly HelperName[] {
  const names = [...text.matchAll(/\$jq_([a-z0-9]+)/g)].map(([, name]) => name ?? '');
  return [...new Set(names)].filter(isHelperName);
}

function isHelperName(name: string): name is HelperName {
  return Object.hasOwn(HELPERS, name);
}
