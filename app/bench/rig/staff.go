package rig

import (
	"context"
	"fmt"
)

// Agent adds an agent by the command line, beside the running server, and lets
// them in by the link it prints, which is returned too.
func (s *Site) Agent(ctx context.Context, email string) (*Browser, string, error) {
	code, link, said, err := s.Run(ctx, "staff", "add", email, "--name", "Sam "+email)
	if err == nil && code != 0 {
		err = fmt.Errorf("staff add exited %d: %s", code, said)
	}
	if err != nil {
		return nil, "", err
	}
	b := NewBrowser(s.Addr, s.Post, nil)
	b.Email = email
	return b, link, b.UseLink(ctx, link)
}

// Customer signs somebody in.
func (s *Site) Customer(ctx context.Context, email string) (*Browser, error) {
	b := NewBrowser(s.Addr, s.Post, nil)
	_, err := b.SignIn(ctx, email)
	return b, err
}
