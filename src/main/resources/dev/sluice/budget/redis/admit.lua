-- Deciding claims, and what follows from a grant.

local admit = (function()

local admit = {}

-- A 429 on a submit while less than this part of the limit counts is about slots (law L8).
local NEARLY_FULL = 0.9

-- Slots that may be in use now.
local function slot_limit(now)
  local open = 1
  if S.cold >= 0 and plan.cold > 0 then
    open = min(1, (now - S.cold) / plan.cold)
  end
  return max(min(1, plan.slots), floor(plan.slots * open * feedback.slots(now)))
end

-- Microseconds for which no slot is granted, since what is held is not known yet (law G2).
local function recovering(now)
  return max(0, S.quarantine - now)
end

-- Ends what is over. To be called before every operation.
function admit.begin(now)
  local pace = feedback.pace(S, plan.window, now)
  if pace ~= S.pace then
    rate.reshape(now, pace)
  end
  S.expired = S.expired + slots.expire(now)
  overdue.look(now)
  local closed = recovering(now) > 0 or feedback.slots_closed_for(now) > 0
  shares.begin(closed and 0 or slot_limit(now))
end

local function join(claim)
  if not demand.live(claim.team) then
    rate.awaken(claim.team)
  end
  allot.add(claim)
end

local function grant(claim, guaranteed, owner, now)
  lanes.granted(claim.id, claim.team, now)
  flights.begin(claim.id, claim.team, guaranteed, owner, now)
  if claim.need == 'S' then
    shares.open(claim, owner, now)
    if book.redeem('S', claim.team) then
      allot.reconsider()
    end
    overdue.sent(claim.id, claim.team, now)
  elseif slots.holds_granted(claim.id) then
    overdue.sent(claim.id, claim.team, now)
  end
end

-- Grants a read where there is room: the reads' lane has one client, so there is nothing to share.
local function read(claim, owner, now)
  if lanes.reads_room(now) == 0 then
    return false
  end
  lanes.granted(claim.id, claim.team, now)
  flights.begin(claim.id, claim.team, false, owner, now)
  return true
end

local function serve(verdicts, owner, now)
  while feedback.closed_for(S, now) == 0 and now >= S.closed and not guard.full(now) do
    local claim, guaranteed = allot.next(now)
    if not claim then
      return
    end
    grant(claim, guaranteed, owner, now)
    verdicts[claim.id] = 'G'
  end
end

-- What a contender wants on.
local function take_note(each, now)
  if each.obstacle.barred then
    demand.drop(each.name)
  else
    demand.decided(each.name, each.head - 1, allot.left(each), now)
  end
end

-- Everyone's demand is known before anybody is told when to come back.
local function deny(verdicts, now)
  local closed = feedback.closed_for(S, now)
  local slots_closed = max(closed, feedback.slots_closed_for(now))
  local full_ns = guard.until_room_ns(now)
  local wait = recovering(now)
  local asking = allot.list
  for _, each in ipairs(asking) do
    local pause = each.wantsSlot and slots_closed or closed
    each.obstacle = { pause = pause, full_ns = full_ns,
      recovering = each.wantsSlot and wait or max(0, S.closed - now),
      barred = each.wantsSlot and shares.barred_by(each.team) or nil }
    each.obstacle.slotless = pause == 0 and not each.obstacle.barred
      and allot.wants_for_slots(each)
  end
  for _, each in ipairs(asking) do
    take_note(each, now)
  end
  for _, each in ipairs(asking) do
    local denied
    for i = each.head, each.asked do
      local claim = each.claims[i]
      if not denied or claim.last then
        denied = forecast.denied(claim, i - each.head + 1, each.obstacle, now)
      end
      verdicts[claim.id] = denied
    end
  end
end

-- Reads what the decision needs of these teams, in few steps.
local function prepare(claims)
  local teams, seen = {}, {}
  local function want(team)
    if not seen[team] then
      seen[team] = true
      teams[#teams + 1] = team
    end
  end
  local names = {}
  local slot_teams = {}
  for _, claim in ipairs(claims) do
    want(claim.team)
    if claim.need == 'S' then
      slot_teams[#slot_teams + 1] = claim.team
    end
  end
  for _, team in ipairs(teams) do
    names[#names + 1] = 'T' .. team
    names[#names + 1] = 'S' .. team
  end
  plan.want(teams)
  rate.want(teams)
  demand.want(names)
  count.want(slot_teams)
  return teams
end

-- Decides claims (id, team, need, last) in one step; answers 'G', or policy, microseconds and
-- whether it was booked, for each.
function admit.decide(claims, owner, now)
  admit.begin(now)
  book.load(now)
  local teams = prepare(claims)
  allot.begin()
  local verdicts = {}
  local seen, reads_denied = {}, 0
  for _, claim in ipairs(claims) do
    local flight = flights.find(claim.id)
    if seen[claim.id] then
      -- Twice in one decision: it is told the same.
    elseif flight and now - flight.granted <= plan.spread then
      verdicts[claim.id] = 'G'
    elseif lanes.is_reader(claim.team) then
      flights.forfeit(claim, now)
      verdicts[claim.id] = 'G'
      if not (now >= S.closed and read(claim, owner, now)) then
        reads_denied = reads_denied + 1
        verdicts[claim.id] = now < S.closed and forecast.while_closed(now)
          or forecast.for_read(reads_denied, now)
      end
    elseif slots.holds_granted(claim.id) then
      flights.forfeit(claim, now)
      claim.need = 'T'
      join(claim)
    elseif flight and not slots.spent(claim.id) then
      flights.forfeit(claim, now)
      join(claim)
    elseif slots.spent(claim.id) then
      verdicts[claim.id] = forecast.for_team('team-tasks', claim.team, 1, now)
    else
      join(claim)
    end
    seen[claim.id] = true
  end
  allot.ready()
  serve(verdicts, owner, now)
  deny(verdicts, now)
  for _, team in ipairs(teams) do
    demand.queue(team)
  end
  local answers = {}
  for i, claim in ipairs(claims) do
    local verdict = verdicts[claim.id]
    answers[i] = verdict == 'G' and 'G'
      or { verdict.policy, text(verdict.after), verdict.booked and '1' or '0' }
  end
  return answers
end

-- Whether the token came back.
local function land(id, flight, ending, now)
  if ending ~= 'NEVER_SENT' then
    lanes.ended(id, flight.team, now)
    return false
  end
  lanes.cancelled(id, flight.team)
  local in_time = now - flight.granted <= plan.spread
  if in_time and not lanes.is_reader(flight.team) then
    rate.give_back(flight.team, flight.guaranteed, now)
    demand.queue(flight.team)
  end
  return in_time
end

-- What became of a grant; says whether a slot or a token came free.
function admit.settle(id, ending, hold, now)
  admit.begin(now)
  local flight = flights.find(id)
  local freed = false
  if flight then
    flights.remove(id)
    freed = land(id, flight, ending, now)
  end
  if ending == 'STARTED' or ending == 'STARTED_NOTHING' then
    overdue.answered(id, now)
  end
  overdue.ended(id)
  if slots.holds_unbound(id) then
    if ending == 'STARTED' or ending == 'UNKNOWN' then
      slots.keep_unknown(id, now + hold)
    else
      freed = slots.release(id, now) or freed
    end
  end
  return freed
end

-- The upstream answered 429 (law L8).
function admit.refused(retry_after, submit, now)
  admit.begin(now)
  local lane = not submit and plan.apart and lanes.reads or S
  if submit and guard.below(NEARLY_FULL, now) then
    feedback.slots_refused(retry_after, now)
  else
    feedback.rate_refused(lane, retry_after, now)
  end
end

-- What is idle; of an exact log not what guarantees in live demand have a claim to.
local function idle(now)
  local all = rate.idle(now)
  if plan.exact then
    for _, team in ipairs(plan.promised()) do
      local wanted = demand.of('T' .. team) + demand.of('S' .. team)
      all = all - min(wanted > 0 and rate.own_tokens(team, now) or 0, wanted)
    end
  end
  return all
end

-- The figures of this moment: limit, window, tokens, idle tokens, requests that count, slot limit,
-- paused, reads paused; then for each team with slots in use its name, these, and how many of them are unknown.
function admit.view(now)
  admit.begin(now)
  local paused = feedback.closed_for(S, now) > 0
  local reads_paused = paused
  if plan.apart then
    reads_paused = feedback.closed_for(lanes.reads, now) > 0
  end
  local answer = { text(plan.limit), text(plan.window), text(rate.tokens(now)),
    text(plan.apart and lanes.reads_room(now) or max(0, idle(now))), text(guard.count(now)),
    text(slot_limit(now)), paused and '1' or '0', reads_paused and '1' or '0' }
  for team, used in pairs(count.users()) do
    answer[#answer + 1] = team
    answer[#answer + 1] = text(used)
    answer[#answer + 1] = text(count.of('k', team))
  end
  return answer
end

return admit

end)()
