package access

import (
	"context"
	"crypto/hmac"
	"slices"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/db"
)

// answer checks a typed code and returns the challenge that it is right for,
// still to be used up, and what the two prove. It costs the challenge a try
// before anything is compared, so that no crowd of parallel guesses gets more
// than five. Wrong ones end this challenge and nothing else: they have no budget
// that others behind the same address could spend.
func (codes *Codes) answer(ctx context.Context, cookie, typed string, t codeTarget) (asked *challenge, proof string, err error) {
	code, err := codes.read(ctx, t, typed)
	if err != nil {
		return nil, "", err
	}
	now := db.Time(codes.now())
	err = codes.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		asked = new(challenge)
		return tx.NewRaw(`UPDATE challenges SET tries = tries + 1 WHERE browser = ? AND link_id = ? AND tries < ?
			AND used_at IS NULL AND (shown_until > ? OR expires_at > ?) AND asked_at < ? RETURNING *`,
			hash(cookie), t.link, maxTries, now, now, now.Add(skew)).Scan(ctx, asked)
	})
	if db.Missing(err) {
		return nil, "", ErrDead()
	} else if err != nil {
		return nil, "", err
	}
	if codes.matches(asked, code) {
		if !now.Before(asked.ExpiresAt) {
			return nil, "", ErrDead()
		}
		return asked, proofOf(cookie, t.link, code), nil
	}
	if err := codes.another(ctx, asked, code); err != nil {
		return nil, "", err
	}
	codes.Wrong.Add(1)
	if asked.Tries == maxTries {
		return nil, "", ErrDead()
	}
	return nil, "", errWrong(asked)
}

func (codes *Codes) matches(c *challenge, code string) bool {
	return c.CodeHash != "" && hmac.Equal([]byte(c.CodeHash), []byte(codes.secret.codeHash(c.ID, code)))
}

// another tells, and gives the try back, where the code is a live one of the
// same target that another browser asked for, or this one before: two mails came
// at once. Nobody may learn by it what to type there: that challenge ends, but
// for the likeliest mix-up, which is the first code typed, and the last that was
// asked for beside it. The chance to guess a mailbox's stays below one in a million.
func (codes *Codes) another(ctx context.Context, asked *challenge, code string) error {
	var others []challenge
	err := codes.db.Read.NewSelect().Model(&others).Where("target = ? AND id <> ? AND used_at IS NULL AND expires_at > ?", asked.Target, asked.ID, db.Time(codes.now())).
		OrderExpr("browser = '', asked_at DESC").Scan(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(others, func(c challenge) bool { return codes.matches(&c, code) })
	if i < 0 {
		return nil
	}
	mixed := asked.Tries == 1 && i == 0 && others[i].Near == asked.Near
	err = codes.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if !mixed {
			if _, err := tx.NewRaw("UPDATE challenges SET expires_at = asked_at, shown_until = asked_at WHERE id = ?", others[i].ID).Exec(ctx); err != nil {
				return err
			}
		}
		_, err := tx.NewRaw("UPDATE challenges SET tries = tries - 1 WHERE id = ?", asked.ID).Exec(ctx)
		return err
	})
	if err == nil {
		err = fault.Mend("code", "access.code.other", "When", asked.AskedAt)
	}
	return err
}

// use takes the challenge for ever: of any number of right codes one wins.
func (codes *Codes) use(ctx context.Context, tx bun.IDB, c *challenge) error {
	won, err := db.Changed(tx.NewRaw("UPDATE challenges SET used_at = ? WHERE id = ? AND browser = ? AND used_at IS NULL",
		db.Time(codes.now()), c.ID, c.Browser).Exec(ctx))
	if err == nil && !won {
		err = ErrDead()
	}
	return err
}

// IsWrong tells whether a code was one, and not the one: its page knows why from the
// challenge, and how many tries are left.
func IsWrong(err error) bool { return fault.Of(err).Key == wrongCode }

// IsDead tells whether no code will do any more.
func IsDead(err error) bool { return fault.Of(err).Key == deadCode }

// errWrong says that a code was not the one, and how many tries are left.
func errWrong(c *challenge) error { return fault.Mend("code", wrongCode, "Count", maxTries-c.Tries) }

// ErrDead says that no code will do any more, and how to get another. It is
// also the answer to a browser that never asked.
func ErrDead() error { return fault.Mend("code", deadCode) }

const (
	deadCode  = "access.code.dead"
	wrongCode = "access.code.wrong"
)
