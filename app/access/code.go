package access

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strconv"

	"github.com/uptrace/bun"

	"hilo/app/fault"
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

// codeHash is how a code is stored: without the pepper, which is not in the
// database, 10⁸ codes would be tried in a second.
func (s *Secret) codeHash(challenge, code string) string {
	mac := hmac.New(sha256.New, s.pepper)
	mac.Write([]byte(challenge + "|" + code))
	return hex.EncodeToString(mac.Sum(nil))
}

// read finds the code in what was typed or pasted: the one group of digits that
// can be one and is no ticket number of the door's. Faults on field code: there
// is none, or a number alone, or more than one.
func (g *Gate) read(ctx context.Context, d door, typed string) (string, error) {
	found := codesIn(typed)
	if len(found) == 0 {
		return "", fault.Mend("code", "access.code.digits")
	}
	numbers, err := g.numbers(ctx, d, found)
	if err != nil {
		return "", err
	}
	found = slices.DeleteFunc(found, func(code string) bool { return slices.Contains(numbers, code) })
	switch len(found) {
	case 0:
		return "", fault.Mend("code", "access.code.number")
	case 1:
		return found[0], nil
	}
	return "", fault.Mend("code", "access.code.several")
}

// numbers are those of candidates that are the number of a ticket which d is
// about: the guest's own, or any of the address that signs in.
func (g *Gate) numbers(ctx context.Context, d door, candidates []string) (all []string, err error) {
	if d.number != 0 {
		return []string{strconv.FormatInt(d.number, 10)}, nil
	}
	var numbers []int64
	for _, code := range candidates {
		if n, err := strconv.ParseInt(code, 10, 64); err == nil {
			numbers = append(numbers, n)
		}
	}
	err = g.db.Read.NewSelect().TableExpr("tickets AS t").Join("JOIN people AS p ON p.id = t.requester_id").
		Where("p.email = ? AND t.number IN (?)", d.email, bun.In(numbers)).ColumnExpr("CAST(t.number AS TEXT)").Scan(ctx, &all)
	return all, err
}
