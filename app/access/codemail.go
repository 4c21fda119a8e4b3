package access

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"time"
)

// JobCode is the job that mails a code; Reveal reads its payload.
const JobCode = "code"

// CodeMail is what the mail with a code says. Past ExpiresAt it is not worth sending.
type CodeMail struct {
	Email        string
	Locale       string
	Code         string // 8 digits; shown as ShowCode does
	TicketNumber int64  // 0: it signs in, or confirms Purpose
	Purpose      string // ToErase, or ''
	At           time.Time
	Agent        string // browser that asked, in words
	ExpiresAt    time.Time
	RevokeURL    string // path that ends the ticket's links; empty: none to offer
}

// envelope is a CodeMail as it waits in the outbox: the database must not hold
// a usable code, so the mail is sealed and bound to its challenge.
type envelope struct {
	Challenge string // its hash
	Sealed    []byte
}

func (s *Secret) seal(challenge string, mail CodeMail) (envelope, error) {
	text, err := json.Marshal(mail)
	if err != nil {
		return envelope{}, err
	}
	box, err := s.mailbox()
	if err != nil {
		return envelope{}, err
	}
	return envelope{challenge, box.Seal(nil, nil, text, []byte(challenge))}, nil
}

// Reveal opens the payload of a JobCode.
func (g *Gate) Reveal(payload string) (mail CodeMail, err error) {
	var e envelope
	if err := json.Unmarshal([]byte(payload), &e); err != nil {
		return mail, fmt.Errorf("code mail: %w", err)
	}
	box, err := g.secret.mailbox()
	if err != nil {
		return mail, err
	}
	text, err := box.Open(nil, nil, e.Sealed, []byte(e.Challenge))
	if err != nil {
		return mail, fmt.Errorf("code mail: %w", err)
	}
	err = json.Unmarshal(text, &mail)
	return mail, err
}

func (s *Secret) mailbox() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.mails)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
