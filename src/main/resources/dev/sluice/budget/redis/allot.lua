-- The order in which one decision serves its claims (laws L4, L6, S9); see the class Allotment.
--
-- Contenders are the teams of these claims, and those with live demand that ask by another call:
-- for these a token and a slot are set aside. Guaranteed tokens are taken first, then an idle token
-- goes to whoever is furthest behind in virtual time; where fewer slots are free than wanted, only
-- the contender whose turn it is may take one.

local allot = {};

(function()

function allot.begin()
  allot.list, allot.byName = {}, {}
  allot.setAside = 0
end

local function contender(name)
  local each = allot.byName[name]
  if not each then
    each = { name = name, team = string.sub(name, 2), wantsSlot = string.sub(name, 1, 1) == 'S',
      claims = {}, head = 1, asked = 0, expected = 0, setAside = 0 }
    allot.byName[name] = each
    allot.list[#allot.list + 1] = each
  end
  return each
end

function allot.add(claim)
  local each = contender(claim.need .. claim.team)
  each.claims[#each.claims + 1] = claim
  each.asked = each.asked + 1
end

-- Adds live demand that asks by another call.
function allot.expect(name, claims)
  local each = contender(name)
  if each.asked == 0 then
    each.expected = claims
  end
end

local function left(each)
  return each.asked - each.head + 1
end

local function poll(each)
  local claim = each.claims[each.head]
  each.head = each.head + 1
  return claim
end

local function set_aside(absent)
  absent.expected = absent.expected - 1
  absent.setAside = absent.setAside + 1 / plan.share(absent.team).weight
  allot.setAside = allot.setAside + 1
  if absent.wantsSlot then
    shares.reserve(absent.team)
  end
end

-- Whose turn it is for a slot; nil where there are enough for everybody who wants one.
local function slot_turn(now)
  while true do
    local wanted, first, least = 0, nil, nil
    for _, each in ipairs(allot.list) do
      if each.wantsSlot and (left(each) > 0 or each.expected > 0)
          and not shares.barred_by(each.team) then
        wanted = wanted + left(each) + each.expected
        if shares.grantable(each.team, now) then
          local rank = shares.rank(each.team)
          if not first or rank < least then
            first, least = each, rank
          end
        end
      end
    end
    if not first or wanted <= shares.free() then
      return nil
    end
    if left(first) > 0 then
      return first
    end
    set_aside(first)
  end
end

local function may_take(each, turn, now)
  if not each.wantsSlot then
    return true
  end
  return (not turn or turn == each) and not shares.barred_by(each.team)
    and shares.grantable(each.team, now)
end

local function guaranteed(with_slot, turn, now)
  for _, each in ipairs(allot.list) do
    if each.wantsSlot == with_slot and left(each) > 0 and may_take(each, turn, now)
        and rate.take_guaranteed(each.team, now) then
      return poll(each)
    end
  end
  return nil
end

local function furthest_behind(idle, turn, absent_too, now)
  local best, least = nil, INFINITE
  if idle < 1 then
    return nil
  end
  for _, each in ipairs(allot.list) do
    local wants = left(each) > 0 or absent_too and each.expected > 0
    if wants and may_take(each, turn, now)
        and idle - book.kept_from_others('T', each.team, now) >= 1 then
      local virtual = book.kept_for('T', each.team, now) and -INFINITE
        or rate.virtual(each.team) + each.setAside
      if not best or virtual < least or virtual == least and not each.wantsSlot then
        best, least = each, virtual
      end
    end
  end
  return best
end

-- Takes the token of the next claim to be served: the claim, and whether it was guaranteed; nil
-- where nobody can be served now.
function allot.next(now)
  local turn = slot_turn(now)
  local claim = guaranteed(false, turn, now) or guaranteed(true, turn, now)
  if claim then
    return claim, true
  end
  local idle = rate.idle()
  local absent_too = not rate.overflowing()
  while true do
    local behind = furthest_behind(idle - allot.setAside, turn, absent_too, now)
    if not behind then
      return nil
    end
    if left(behind) > 0 then
      rate.take_idle(behind.team, book.redeem('T', behind.team, now))
      return poll(behind), false
    end
    set_aside(behind)
    turn = slot_turn(now)
  end
end

-- Whether a contender is left without because of the slots, and not of the rate. To be asked after
-- the last grant of a decision.
function allot.wants_for_slots(each, now)
  if not each.wantsSlot then
    return false
  end
  if not allot.lastTurn then
    allot.lastTurn = { slot_turn(now) }
  end
  return not may_take(each, allot.lastTurn[1], now)
end

-- Those with claims in this decision.
function allot.asking()
  local asking = {}
  for _, each in ipairs(allot.list) do
    if each.asked > 0 then
      asking[#asking + 1] = each
    end
  end
  return asking
end

allot.left = left

end)()
