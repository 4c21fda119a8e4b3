package pushtest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
)

var b64 = base64.RawURLEncoding

// agent is a browser's side of a subscription.
type agent struct {
	id   string
	key  *ecdh.PrivateKey
	auth []byte
}

func newAgent() *agent {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	a := &agent{rand.Text(), key, make([]byte, 16)}
	rand.Read(a.auth)
	return a
}

var topicShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`) // RFC 8030, 5.4

// open checks the head of a push and decrypts its body (RFC 8188, 2; RFC 8291, 3 and 4).
func (a *agent) open(head http.Header, body []byte) ([]byte, error) {
	if head.Get("Content-Encoding") != "aes128gcm" {
		return nil, errors.New("content encoding " + head.Get("Content-Encoding"))
	}
	if ttl, err := strconv.Atoi(head.Get("TTL")); err != nil || ttl < 0 {
		return nil, errors.New("no TTL")
	}
	if topic := head.Get("Topic"); topic != "" && !topicShape.MatchString(topic) {
		return nil, errors.New("topic " + topic)
	}
	if len(body) < 86+18 || body[20] != 65 {
		return nil, errors.New("no head of aes128gcm")
	}
	salt, record, theirs, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:86], body[86:]
	if uint32(len(sealed)) > record {
		return nil, errors.New("more than one record")
	}
	plain, err := a.unseal(salt, theirs, sealed)
	if err != nil {
		return nil, err
	}
	for end := len(plain) - 1; end >= 0; end-- {
		switch plain[end] {
		case 0: // padding
		case 2:
			return plain[:end], nil
		default:
			return nil, fmt.Errorf("delimiter %d", plain[end])
		}
	}
	return nil, errors.New("no delimiter")
}

func (a *agent) unseal(salt, theirs, sealed []byte) ([]byte, error) {
	point, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return nil, err
	}
	shared, err := a.key.ECDH(point)
	if err != nil {
		return nil, err
	}
	about := "WebPush: info\x00" + string(a.key.PublicKey().Bytes()) + string(theirs)
	ikm, err1 := hkdf.Key(sha256.New, shared, a.auth, about, 32)
	key, err2 := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, err3 := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return gcm.Open(nil, nonce, sealed, nil)
}
