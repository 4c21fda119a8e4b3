package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"github.com/uptrace/bun"
)

// newCode draws 8 digits, uniformly. The number of a ticket is never a code:
// people mix the two up, and mails carry both.
func newCode(ctx context.Context, tx bun.Tx) (string, error) {
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			return "", err
		}
		taken, err := tx.NewSelect().Table("tickets").Where("number = ?", n.Int64()).Exists(ctx)
		if err != nil {
			return "", err
		}
		if !taken {
			return fmt.Sprintf("%08d", n.Int64()), nil
		}
	}
}

// ShowCode is how people read a code: 1234 5678.
func ShowCode(code string) string { return code[:4] + " " + code[4:] }

// digits reads 8 digits as people type, paste or dictate them: with spaces and
// dashes, in Arabic, Persian or full-width figures.
func digits(typed string) (string, bool) {
	if len(typed) > 200 {
		return "", false
	}
	var code strings.Builder
	for _, r := range typed {
		switch {
		case '0' <= r && r <= '9':
			code.WriteRune(r)
		case '٠' <= r && r <= '٩':
			code.WriteRune('0' + r - '٠')
		case '۰' <= r && r <= '۹':
			code.WriteRune('0' + r - '۰')
		case '０' <= r && r <= '９':
			code.WriteRune('0' + r - '０')
		case unicode.IsSpace(r), unicode.In(r, unicode.Pd, unicode.Cf), r == '−':
		default:
			return "", false
		}
	}
	return code.String(), code.Len() == 8
}

// codeHash is how a code is stored: without the pepper, which is not in the
// database, 10⁸ codes would be tried in a second.
func (s *Secret) codeHash(challenge, code string) string {
	mac := hmac.New(sha256.New, s.pepper)
	mac.Write([]byte(challenge + "|" + code))
	return hex.EncodeToString(mac.Sum(nil))
}

// isNumber tells whether a typed code is the number of a ticket that d is
// about: the guest's own, or any of the address that signs in.
func (g *Gate) isNumber(ctx context.Context, d door, code string) (bool, error) {
	number, err := strconv.ParseInt(code, 10, 64)
	if err != nil || d.number != 0 {
		return number == d.number, err
	}
	return g.db.Read.NewSelect().TableExpr("tickets AS t").Join("JOIN people AS p ON p.id = t.requester_id").
		Where("p.email = ? AND t.number = ?", d.email, number).Exists(ctx)
}
