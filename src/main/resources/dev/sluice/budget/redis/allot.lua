-- The order in which one decision serves its claims (laws L4, L6, S9); see the class Allotment.
--
-- Contenders are the teams of these claims, and those with live demand that ask by another call:
-- for these a token and a slot are set aside. Guaranteed tokens are taken first (of an exact log by
-- whose guarantee has been left unused the longest), then an idle token
-- goes to whoever is furthest behind in virtual time; where fewer slots are free than wanted, only
-- the contender whose turn it is may take one.
--
-- Nobody is looked at who need not be. Contenders lie in heaps by virtual time, and those that are
-- absent are read from their queues as far as tokens reach. Within a decision virtual times only
-- grow, and who may not take a slot will not before it ends (unless a promise of a slot is kept:
-- then all are looked at again), so the first of a heap is checked when it is there.

local allot = (function()

local allot = {}

local PAGE, ALL = 8, 500

local function left(each)
  return each.asked - each.head + 1
end

local function wants(each)
  return each.asked >= each.head or each.expected > 0
end

local function key(each)
  return rate.virtual(each.team) + each.setAside
end

-- By bytes, whatever language the server speaks.
local function name_before(one, other)
  for i = 1, min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then
      return a < b
    end
  end
  return #one < #other
end

-- Of those that are equally far behind first who needs no slot, then who asks by this call.
local function before(one, other)
  if one.key ~= other.key then
    return one.key < other.key
  elseif one.wantsSlot ~= other.wantsSlot then
    return other.wantsSlot
  elseif one.index ~= other.index then
    return one.index < other.index
  end
  return name_before(one.team, other.team)
end

local function sink(heap, i)
  local size, each = #heap, heap[i]
  while true do
    local child = 2 * i
    if child > size then
      break
    end
    if child < size and before(heap[child + 1], heap[child]) then
      child = child + 1
    end
    if not before(heap[child], each) then
      break
    end
    heap[i] = heap[child]
    i = child
  end
  heap[i] = each
end

local function push(heap, each)
  each.key = key(each)
  local i = #heap + 1
  while i > 1 do
    local parent = floor(i / 2)
    if not before(each, heap[parent]) then
      break
    end
    heap[i] = heap[parent]
    i = parent
  end
  heap[i] = each
end

local function pop(heap)
  local last = table.remove(heap)
  if #heap > 0 then
    heap[1] = last
    sink(heap, 1)
  end
end

local function source(queue, need)
  return { queue = queue, need = need, heap = {}, all = {}, read = 0, done = false,
    frontier = -INFINITE }
end

function allot.begin()
  allot.list, allot.byName = {}, {}
  allot.setAside, allot.slotsAsked = 0, 0
  allot.near = { T = {}, S = {} }
  allot.absent = { T = source(QUEUE_T, 'T'), S = source(QUEUE_S, 'S') }
  allot.passed = {}
  allot.lastTurn = nil
end

function allot.add(claim)
  local name = claim.need .. claim.team
  local each = allot.byName[name]
  if not each then
    each = { name = name, team = claim.team, wantsSlot = claim.need == 'S', claims = {}, head = 1,
      asked = 0, expected = 0, setAside = 0, index = #allot.list + 1 }
    allot.byName[name] = each
    allot.list[each.index] = each
  end
  each.asked = each.asked + 1
  each.claims[each.asked] = claim
end

-- Everyone who asks has been added: who comes first for a guaranteed token, and for an idle one;
-- how many slots are wanted in all, and how many of those that ask are in the queue, too.
function allot.ready()
  allot.own = { [false] = { head = 1 }, [true] = { head = 1 } }
  local wanted, queued = S.slots_wanted, 0
  for _, each in ipairs(allot.list) do
    table.insert(allot.own[each.wantsSlot], each)
    push(allot.near[each.wantsSlot and 'S' or 'T'], each)
    if each.wantsSlot then
      wanted = wanted - demand.of(each.name) + each.asked
    elseif demand.of(each.name) > 0 then
      queued = queued + 1
    end
  end
  allot.slotsWanted, allot.queued = wanted, queued
end

-- Takes one that is absent into account.
local function absent(name, team, from)
  local each = { name = name, team = team, wantsSlot = from.need == 'S', head = 1, asked = 0,
    expected = demand.of(name), setAside = 0, index = INFINITE }
  allot.byName[name] = each
  push(from.heap, each)
  from.all[#from.all + 1] = each
  return each
end

-- Reads some more of those that are absent.
local function read(from, count)
  local rows = call('ZRANGE', from.queue, from.read, from.read + count - 1, 'WITHSCORES')
  from.read = from.read + #rows / 2
  from.done = #rows < 2 * count
  local names = {}
  for i = 1, #rows, 2 do
    names[#names + 1] = from.need .. rows[i]
  end
  demand.want(names)
  for i = 1, #rows, 2 do
    local team, name = rows[i], names[(i + 1) / 2]
    from.frontier = tonumber(rows[i + 1])
    if not allot.byName[name] then
      if rate.virtuals[team] == nil then
        rate.virtuals[team] = from.frontier
      end
      absent(name, team, from)
    end
  end
end

local function set_aside(absent)
  absent.expected = absent.expected - 1
  absent.setAside = absent.setAside + 1 / plan.share(absent.team).weight
  allot.setAside = allot.setAside + 1
  if absent.wantsSlot then
    allot.slotsWanted = allot.slotsWanted - 1
    shares.reserve(absent.team)
  end
end

local function may_have_slot(each)
  return not shares.barred_by(each.team) and shares.grantable(each.team)
end

-- Of those of equal rank whoever is further behind in virtual time, so that where there are more
-- teams than slots each has its turn.
local function equal_before(one, other)
  local mine, others = key(one), key(other)
  if mine ~= others then
    return mine < others
  end
  return one.index == INFINITE and other.index == INFINITE and name_before(one.team, other.team)
end

-- Those that want a slot: how many they want, and who comes first; the same as at the last look
-- for all whose team has got nothing meanwhile.
local function first_for_slot()
  local from = allot.absent.S
  while not from.done do
    read(from, ALL)
  end
  local wanted, first, least = 0, nil, nil
  local function look(each)
    if wants(each) and not shares.barred_by(each.team) then
      wanted = wanted + left(each) + each.expected
      if shares.grantable(each.team) then
        local rank = shares.rank(each.team)
        if not first or rank < least or rank == least and equal_before(each, first) then
          first, least = each, rank
        end
      end
    end
  end
  for _, each in ipairs(allot.list) do
    if each.wantsSlot then
      look(each)
    end
  end
  for _, each in ipairs(from.all) do
    look(each)
  end
  return wanted, first
end

-- Whose turn it is for a slot; nil where there are enough for everybody who wants one, or none.
local function slot_turn()
  while true do
    local free = shares.free()
    if free < 1 or allot.slotsWanted <= free then
      return nil
    end
    local wanted, first = first_for_slot()
    if not first or wanted <= free then
      return nil
    end
    if left(first) > 0 then
      return first
    end
    set_aside(first)
  end
end

local function poll(each)
  local claim = each.claims[each.head]
  each.head = each.head + 1
  if each.wantsSlot then
    allot.slotsWanted = allot.slotsWanted - 1
  end
  return claim
end

-- Takes a guaranteed token of the first that has one left; those before it have none.
local function guaranteed(with_slot, now)
  local list = allot.own[with_slot]
  while list[list.head] do
    local each = list[list.head]
    if left(each) > 0 then
      if with_slot and not may_have_slot(each) then
        allot.passed[#allot.passed + 1] = { each = each }
      elseif rate.take_guaranteed(each.team, now) then
        return poll(each)
      end
    end
    list.head = list.head + 1
  end
  return nil
end

-- Takes a guaranteed token of an exact log; one that was promised to another is left to it.
local function guaranteed_most_behind(turn, now)
  local room, first, most = rate.idle(now), nil, 0
  for _, each in ipairs(allot.list) do
    if left(each) > 0 and rate.own_tokens(each.team, now) >= 1
        and (not each.wantsSlot or (not turn or turn == each) and may_have_slot(each))
        and room - book.kept_from_others('T', each.team) >= 1 then
      local unused = rate.unused(each.team, now)
      if not first or unused > most
          or unused == most and first.wantsSlot and not each.wantsSlot then
        first, most = each, unused
      end
    end
  end
  if not first or not rate.take_guaranteed(first.team, now) then
    return nil
  end
  book.redeem('T', first.team)
  return poll(first)
end

-- Tokens of their guarantees, of an exact log, for those that want some and ask by another call.
local function kept_for_absent(turn, now)
  if not plan.exact or S.live_parts == 0 then
    return 0
  end
  local kept, teams, names = 0, plan.promised(), {}
  for _, team in ipairs(teams) do
    names[#names + 1] = 'T' .. team
    names[#names + 1] = 'S' .. team
  end
  demand.want(names)
  for _, team in ipairs(teams) do
    local wanted = 0
    for _, need in ipairs({ 'T', 'S' }) do
      local name = need .. team
      local each = allot.byName[name]
      local expected = each and (each.asked == 0 and each.expected or 0)
        or not each and demand.of(name) or 0
      if expected > 0
          and (need == 'T' or (not turn or turn == each) and may_have_slot({ team = team })) then
        wanted = wanted + expected
      end
    end
    if wanted > 0 then
      kept = kept + min(rate.own_tokens(team, now), wanted)
    end
  end
  return kept
end

local function guaranteed_in_turn(turn, now)
  if may_have_slot(turn) and rate.take_guaranteed(turn.team, now) then
    return poll(turn)
  end
  return nil
end

-- The first of a heap that still wants something, and may have it.
local function top(heap, with_slot)
  while true do
    local each = heap[1]
    if not each then
      return nil
    elseif not wants(each) then
      pop(heap)
    elseif with_slot and not may_have_slot(each) then
      allot.passed[#allot.passed + 1] = { heap = heap, each = each }
      pop(heap)
    else
      local now_at = key(each)
      if now_at == each.key then
        return each
      end
      each.key = now_at
      sink(heap, 1)
    end
  end
end

-- The first of those that are absent.
local function top_absent(from, with_slot)
  while true do
    local each = top(from.heap, with_slot)
    if from.done or each and each.key < from.frontier then
      return each
    end
    read(from, PAGE)
  end
end

local function nearer(best, each)
  if each and (not best or before(each, best)) then
    return each
  end
  return best
end

-- A contender as it stands at some virtual time, wherever it lies in a heap.
local function seen_at(virtual, each)
  return { key = virtual, wantsSlot = each.wantsSlot, index = each.index, team = each.team,
    each = each }
end

-- The contender that a promised token is kept for.
local function promised(idle, turn, absent_too)
  local best
  for team in pairs(book.begun.T) do
    for _, need in ipairs({ 'T', 'S' }) do
      local name = need .. team
      local each = allot.byName[name]
      if not each and demand.of(name) > 0 then
        each = absent(name, team, allot.absent[need])
      end
      if each and (left(each) > 0 or absent_too and each.expected > 0)
          and (not each.wantsSlot or (not turn or turn == each) and may_have_slot(each))
          and idle - book.kept_from_others('T', team) >= 1 then
        best = nearer(best, seen_at(0, each))
      end
    end
  end
  return best and best.each
end

local function furthest_behind(idle, turn, absent_too)
  if idle < 1 then
    return nil
  end
  if book.kept.T > 0 then
    local kept_for = promised(idle, turn, absent_too)
    if kept_for then
      return kept_for
    elseif idle - book.kept.T < 1 then
      return nil
    end
  end
  local best = top(allot.near.T, false)
  if absent_too then
    best = nearer(best, top_absent(allot.absent.T, false))
  end
  if turn then
    if may_have_slot(turn) then
      best = nearer(best, seen_at(key(turn), turn))
    end
  elseif shares.free() >= 1 then
    best = nearer(best, top(allot.near.S, true))
    if absent_too then
      best = nearer(best, top_absent(allot.absent.S, true))
    end
  end
  return best and (best.each or best)
end

-- Whether so many that are absent come before all that ask that every idle token is set aside for
-- them; only told where it makes no difference for the slots who they are.
local function out_of_reach(idle)
  if idle < 1 or allot.setAside > 0 or book.kept.T > 0 then
    return false
  end
  local token, slot = allot.near.T[1], allot.near.S[1]
  if slot and (allot.slotsWanted > shares.free() or not shares.plenty(idle)) then
    return false
  end
  local nearest = min(token and token.key or INFINITE, slot and slot.key or INFINITE)
  return call('ZCOUNT', QUEUE_T, '-inf', '(' .. text(nearest)) - allot.queued >= idle
end

-- Takes the token of the next claim to be served: the claim, and whether it was guaranteed; nil
-- where nobody can be served now.
function allot.next(now)
  local turn = slot_turn()
  local claim
  if plan.exact then
    claim = guaranteed_most_behind(turn, now)
  elseif rate.shared.t >= UNIT then
    claim = guaranteed(false, now)
    if not claim and turn then
      claim = guaranteed_in_turn(turn, now)
    elseif not claim and shares.free() >= 1 then
      claim = guaranteed(true, now)
    end
  end
  if claim then
    return claim, true
  end
  local idle = rate.idle(now) - kept_for_absent(turn, now)
  local absent_too = not rate.overflowing()
  if absent_too and out_of_reach(idle) then
    return nil
  end
  while true do
    local behind = furthest_behind(idle - allot.setAside, turn, absent_too)
    if not behind then
      return nil
    end
    if left(behind) > 0 then
      rate.take_idle(behind.team, book.redeem('T', behind.team), now)
      return poll(behind), false
    end
    set_aside(behind)
    turn = slot_turn()
  end
end

-- A promise of a slot was kept: who had to leave it is looked at again.
function allot.reconsider()
  local passed, list = allot.passed, allot.own[true]
  local again = {}
  allot.passed = {}
  for _, one in ipairs(passed) do
    if one.heap then
      push(one.heap, one.each)
    else
      again[#again + 1] = one.each
    end
  end
  for i = list.head, #list do
    again[#again + 1] = list[i]
  end
  table.sort(again, function(one, other)
    return one.index < other.index
  end)
  again.head = 1
  allot.own[true] = again
end

-- Whether a contender is left without because of the slots, and not of the rate. To be asked after
-- the last grant of a decision.
function allot.wants_for_slots(each)
  if not each.wantsSlot then
    return false
  end
  if not allot.lastTurn then
    allot.lastTurn = { slot_turn() }
  end
  local turn = allot.lastTurn[1]
  return not ((not turn or turn == each) and may_have_slot(each))
end

allot.left = left

return allot

end)()
