package access

import (
	"cmp"
	"context"

	"github.com/uptrace/bun"

	"hilo/app/desk"
)

// ToErase is the one thing that is done only after a code of its own: a code
// for one purpose is worth nothing for another, nor to sign in.
const ToErase = "erasure"

// AskConfirm mails a code to who, to confirm purpose with, and returns the
// challenge cookie. Limits show in nothing, as with StartSignIn.
func (codes *Codes) AskConfirm(ctx context.Context, who desk.Person, purpose string, ask Ask) (cookie string, err error) {
	return codes.send(ctx, ask, codeTarget{email: who.Email, link: purpose})
}

// Confirm checks the code that who typed, and uses it up. Faults on field
// code, as FinishSignIn.
func (codes *Codes) Confirm(ctx context.Context, who desk.Person, purpose, cookie, code string) error {
	asked, _, err := codes.answer(ctx, cookie, code, codeTarget{email: who.Email, link: purpose})
	if err != nil {
		return err
	}
	if asked.Email != who.Email { // asked for by another account of this browser
		return ErrDead()
	}
	return codes.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		return cmp.Or(codes.use(ctx, tx, asked), prove(ctx, tx, who.ID, codes.now()))
	})
}
