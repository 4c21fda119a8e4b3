package web

import (
	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
)

const (
	get    = fiber.MethodGet
	post   = fiber.MethodPost
	put    = fiber.MethodPut
	remove = fiber.MethodDelete
)

// routes is the map of the product. Each line says what holds on a route, who may
// come, and which function answers.
func (s *Server) routes() []route {
	return []route{
		// The app
		{get, "/sw.js", perPage, nil, s.showWorker},
		{get, "/offline", perPage, nil, s.showOffline},
		{get, "/manifest.webmanifest", perPage, s.public, s.showManifest},
		{post, "/share", perForm.ofText(maxText).bySystem(), s.public, s.share},

		// For everyone
		{get, "/", perPage, s.public, s.showHelp},
		{get, "/tickets/new", perPage, s.public, s.newTicket},
		{post, "/tickets", perText, s.public, s.createTicket},
		{get, "/sign-in", perPage, s.public, s.showSignIn},
		{post, "/sign-in", perGuess.toTheLast(), s.public, s.createCode},
		{get, "/sign-in/verify", perPage, s.public, s.showVerify},
		{post, "/sign-in/verify", perGuess.toTheLast(), s.public, s.createSession},
		{post, "/sign-in/guest", perGuess.toTheLast(), s.public, s.promoteGuest},
		{post, "/sign-out", perVerb.toTheLast(), s.public, s.signOut},
		{post, "/passkeys/sign-in/options", perGuess.toTheLast(), s.public, s.startPasskeySignIn},
		{post, "/passkeys/sign-in", perGuess.ofText(someKeys).toTheLast(), s.public, s.createPasskeySession},
		{get, "/g/:token", perPage, s.public, s.showGuestLink},
		{post, "/g/:token/code", perGuess.toTheLast(), s.public, s.createGuestCode},
		{get, "/g/:token/verify", perPage, s.public, s.showGuestVerify},
		{post, "/g/:token/verify", perGuess.toTheLast(), s.public, s.createGuestSession},
		{get, "/g/:token/revocation", perPage, s.public, s.showRevocation},
		{post, "/g/:token/revocation", perGuess.toTheLast(), s.public, s.revokeLinks},
		{get, "/u/:token", perPage, s.anybody, s.showUnsubscribe},
		{post, "/u/:token", perGuess.toTheLast().fromAnywhere(), s.anybody, s.unsubscribeMail},
		{get, "/staff/:token", perPage, s.public, s.showStaffLink},
		{post, "/staff/:token", perGuess.toTheLast(), s.public, s.useStaffLink},

		// A customer's own
		{get, "/tickets", perList, s.customers, s.listTickets},
		{get, "/tickets/live", perStream, s.customers, s.streamTickets},
		{post, "/tickets/similar", perLikeness, s.customers, s.findSimilar},
		{post, "/tickets/claims", perForm, s.customers, s.claimTickets},
		{get, "/settings", perPage, s.customers, s.showSettings},
		{post, "/settings", perForm, s.customers, s.updateSettings},
		{get, "/settings/notifications", perPage, s.customers, s.showChoices},
		{post, "/settings/notifications", perForm, s.customers, s.updateChoices},
		{get, "/notifications", perPage, s.customers, s.showNews},
		{post, "/settings/sessions/:id", perVerb.toTheLast(), s.customers, s.revokeSession},
		{get, "/settings/export", perForm, s.customers, s.showExport},
		{get, "/settings/erasure", perPage, s.customers, s.showErasure},
		{post, "/settings/erasure", perGuess.toTheLast(), s.customers, s.createErasure},
		{get, "/settings/devices", perPage, s.customers, s.showDevices},
		{post, "/settings/devices", perVerb, s.customers, s.removeDevice},
		{post, "/passkeys", perGuess.ofText(someKeys), s.customers, s.createPasskey},
		{post, "/passkeys/options", perGuess, s.customers, s.startPasskey},
		{post, "/passkeys/:id", perGuess, s.customers, s.removePasskey},

		// One ticket, for its requester: signed in, or a guest
		{get, "/tickets/:number", perPage, s.requesters, s.showTicket},
		{get, "/tickets/:number/live", perStream, s.requesters, s.streamTicket},
		{post, "/tickets/:number/replies", perText, s.requesters, s.createReply},
		{post, "/tickets/:number/resolution", perVerb, s.requesters, s.confirmTicket},
		{post, "/tickets/:number/reopening", perVerb, s.requesters, s.reopenTicket},
		{post, "/tickets/:number/rating", perVerb, s.requesters, s.rateTicket},
		{post, "/tickets/:number/claim", perVerb, s.requesters, s.claimTicket},
		{post, "/tickets/:number/mute", perVerb, s.requesters, s.muteTicket},
		{post, "/tickets/:number/seen", perSign.toTheLast().byScript(), s.requesters, s.seeTicket},
		{get, "/files/:id", perBlob, s.holders, s.showFile},
		{get, "/files/:id/preview", perPreview, s.holders, s.showPreview},

		// Alerts on this device: of an account, or of a guest's ticket
		{post, "/push/subscriptions", perVerb.ofText(2 * fewFields).byScript(), s.subscribers, s.createSubscription},
		{remove, "/push/subscriptions", perVerb.ofText(2 * fewFields).byScript(), s.subscribers, s.dropSubscription},
		{post, "/push/test", perVerb.byScript(), s.subscribers, s.testPush},

		// What is being written, on a ticket in whichever capacity, or a "new" one
		{put, "/drafts/:ticket", perDraft.ofText(maxText), s.holders, s.saveDraft},
		{remove, "/drafts/:ticket", perDraft, s.holders, s.dropDraft},
		{post, "/uploads", perDraft, s.holders, s.createUpload},
		{remove, "/uploads/:id", perDraft, s.holders, s.dropUpload},

		// The desk, for staff
		{get, "/desk", perList, s.agents, s.showDesk},
		{get, "/desk/live", perStream, s.agents, s.streamDesk},
		{get, "/desk/tickets/:number", perPage, s.agents, s.showDeskTicket},
		{get, "/desk/tickets/:number/live", perStream, s.agents, s.streamTicket},
		{post, "/desk/tickets/:number/replies", perText, s.agents, s.createDeskReply},
		{post, "/desk/tickets/:number/notes", perText, s.agents, s.createNote},
		{post, "/desk/tickets/:number/assignment", perSign, s.agents, s.assignTicket},
		{post, "/desk/tickets/:number/status", perSign, s.agents, s.setStatus},
		{post, "/desk/tickets/:number/seen", perSign.toTheLast().byScript(), s.agents, s.seeTicket},
		{post, "/desk/tickets/:number/typing", perSign.toTheLast().byScript(), s.agents, s.noteTyping},
	}
}

// openRoutes are for machines, and for anybody at any time.
func (s *Server) openRoutes() []route {
	return []route{
		{get, "/healthz", exempt, nil, s.http.ShowHealth},
		{get, "/readyz", exempt, nil, s.http.ShowReady(s.Ready, s.lacking)},
		{get, "/static/:file", exempt, nil, s.http.ShowStatic},
	}
}

// devRoutes are the mails of development.
func (s *Server) devRoutes() []route {
	return []route{
		{get, "/dev/mail", exempt, s.loopback, s.showDevMail},
		{get, "/dev/mail.json", exempt, s.loopback, s.showDevMailJSON},
	}
}

// mountAll lets app answer all routes.
func (s *Server) mountAll(app *fiber.App) {
	for _, path := range []string{"/g/:token", "/u/:token", "/staff/:token"} {
		app.Use(path, secret)
	}
	app.Use(httpd.Closing)
	s.mount(app, s.openRoutes())
	app.Use(httpd.Recover, s.dropRest, s.guard)
	s.mount(app, s.routes())
	if s.Options.Dev {
		s.mount(app, s.devRoutes())
	}
	app.Use(s.fromOwnPages) // where there is no route
}
