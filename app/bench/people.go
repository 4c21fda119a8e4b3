package main

import (
	"context"
	"fmt"

	"hilo/app/bench/rig"
)

const (
	streams   = 2000
	perPerson = 16 // streams that one may hold
)

// people are who use the program while it is measured.
type people struct {
	agents    []*rig.Browser // each may send 600 replies at once
	customers []*rig.Browser
	tickets   []string // one of each customer
}

// meet lets in so many agents, and as many customers as it takes to open so many pages.
func meet(ctx context.Context, site *rig.Site, agents, pages int) (*people, error) {
	p := new(people)
	for i := range agents {
		b, _, err := site.Agent(ctx, fmt.Sprintf("sam%d@example.com", i))
		if err != nil {
			return nil, err
		}
		p.agents = append(p.agents, b)
	}
	for i := range (pages + perPerson - 1) / perPerson {
		b, err := site.Customer(ctx, fmt.Sprintf("ana%d@example.com", i))
		if err != nil {
			return nil, err
		}
		at, err := b.Open(ctx, "Where is my transfer?", words, "")
		if err != nil {
			return nil, err
		}
		b.From = fmt.Sprintf("10.%d.%d.1", i/256, i%256) // people do not share an address
		p.customers, p.tickets = append(p.customers, b), append(p.tickets, at)
	}
	return p, nil
}

// reply sends a public reply to a ticket as the desk's page does.
func reply(ctx context.Context, agent *rig.Browser, ticket, body string) error {
	r := agent.Request(ctx, "/desk"+ticket+"/replies", rig.Reply(body, ""))
	r.Header.Set("HX-Request", "true")
	a, err := agent.Send(r)
	if err == nil && a.Status != 201 {
		err = fmt.Errorf("a reply got %d", a.Status)
	}
	return err
}
