package pushtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"time"
)

// checkVAPID reads "vapid t=…, k=…" (RFC 8292): a token that is ours to read,
// not too old, with a subject that Apple takes, signed with k. wanted: "" takes any.
func checkVAPID(header, audience, wanted string) error {
	token, key, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	if !ok || wanted != "" && key != wanted {
		return errors.New("VAPID: no key, or another one")
	}
	part := strings.Split(token, ".")
	if len(part) != 3 {
		return errors.New("VAPID: no token")
	}
	raw, err1 := b64.DecodeString(key)
	signature, err2 := b64.DecodeString(part[2])
	text, err3 := b64.DecodeString(part[1])
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil || len(signature) != 64 {
		return errors.New("VAPID: key or signature is none")
	}
	sum := sha256.Sum256([]byte(part[0] + "." + part[1]))
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	if !ecdsa.Verify(public, sum[:], r, s) {
		return errors.New("VAPID: the signature is another's")
	}
	return checkClaims(text, audience)
}

func checkClaims(text []byte, audience string) error {
	var claims struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(text, &claims); err != nil {
		return err
	}
	left := time.Until(time.Unix(claims.Exp, 0))
	name, isMail := strings.CutPrefix(claims.Sub, "mailto:")
	if isMail {
		_, name, _ = strings.Cut(name, "@")
	} else {
		name, _ = strings.CutPrefix(claims.Sub, "https://")
	}
	switch {
	case claims.Aud != audience:
		return errors.New("VAPID: for another service")
	case left <= 0 || left > 24*time.Hour:
		return errors.New("VAPID: not in its time")
	case !strings.Contains(name, ".") || strings.ContainsAny(name, ":/@ "):
		return errors.New("VAPID: nobody answers for it: " + claims.Sub)
	}
	return nil
}
