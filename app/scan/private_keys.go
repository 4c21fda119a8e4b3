package scan

import (
	"bytes"
	"crypto/sha256"
	"math/big"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	pemKey  = regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)
	digest  = regexp.MustCompile(`[0-9A-Fa-fxX]{60,}`) // where to look closer
	exactly = regexp.MustCompile(`^(?i:0x)?[0-9A-Fa-f]{64}$`)
	coin    = regexp.MustCompile(`[1-9A-HJ-NP-Za-km-z]{51,111}`)

	aKey   = regexp.MustCompile(`(?i)key|clave|llave|priva[dt]|secret|semilla|seed|mnem[oó]nic`)
	beside = regexp.MustCompile(`(?i)` + hashAhead + `$`)
	aHash  = regexp.MustCompile(`(?i)` + hashWords)
)

// What says that a hash is a transaction's or the like, in both languages: right
// before it, or anywhere near. A bare 0x… may be a private key.
const (
	hashAhead = `(?:\btx|hash|transac|operaci)\p{L}*(?: id| hash)?[\s:=#/(]{0,3}`
	hashWords = `(?:\btx|\btrx|hash|transac|transf|operaci|dep[oó]sit|withdr|retir|bloque|\bblock|\bpag[oaué]|\bpaid|\bpay(?:ment|out)|\benv[ií]|\bsen[dt]|\bmand[aé]` +
		`|recib|recei|confirm|pedido|\border|\bswap|\bbridge|contra[tc]t|direcci|address|ingres|abon|comprobante|refer|movimiento|explorador|explorer)`
)

// hexKeys are 64 hexadecimal digits that follow the word key, or 0x where no word
// near says that they are a hash. named: all are said to be hashes.
func hexKeys(text string, named bool) (found [][]int) {
	for _, at := range digest.FindAllStringIndex(text, -1) {
		if exactly.MatchString(text[at[0]:at[1]]) && bounded(text, at[0], at[1]) && likelierKey(text, at, named) {
			found = append(found, at)
		}
	}
	return found
}

func likelierKey(text string, at []int, named bool) bool {
	before := digest.ReplaceAllString(text[max(0, at[0]-700):at[0]], "") // in a list of hashes one word says it for all
	before = before[max(0, len(before)-80):]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	after, _, _ := strings.Cut(text[at[1]:min(len(text), at[1]+40)], "\n")
	switch {
	case aKey.MatchString(line[max(0, len(line)-36):]):
		return true
	case named || !strings.ContainsAny(text[at[0]:at[0]+2], "xX") || beside.MatchString(before):
		return false
	}
	return aKey.MatchString(before+after) || !aHash.MatchString(before) && !aHash.MatchString(after)
}

// bounded tells whether no letter or digit touches text[from:to].
func bounded(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return !word(before) && !word(after)
}

// coinKeys are keys as wallets export them: WIF (5…, K…, L…) and the extended ones
// (xprv…), whose checksum leaves no doubt.
func coinKeys(text string) (found [][]int) {
	for _, at := range coin.FindAllStringIndex(text, -1) {
		if !bounded(text, at[0], at[1]) {
			continue
		}
		payload := base58Check(text[at[0]:at[1]])
		wif := len(payload) == 33 || len(payload) == 34 && payload[33] == 1
		if wif && payload[0] >= 0x80 || len(payload) == 78 && payload[45] == 0 { // BIP-32: a public one has 2 or 3 there
			found = append(found, at)
		}
	}
	return found
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

// base58Check is what a text of base 58 holds, nil where its checksum is wrong.
func base58Check(text string) []byte {
	n := new(big.Int)
	for i := range len(text) {
		n.Add(n.Mul(n, big.NewInt(58)), big.NewInt(int64(strings.IndexByte(base58, text[i]))))
	}
	all := n.Bytes()
	if len(all) < 5 {
		return nil
	}
	payload, sum := all[:len(all)-4], all[len(all)-4:]
	once := sha256.Sum256(payload)
	if twice := sha256.Sum256(once[:]); !bytes.Equal(twice[:4], sum) {
		return nil
	}
	return payload
}
